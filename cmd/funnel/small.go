package main

import "funnel/funnel"

// smallQuestions are the demo's questions over the small corpus.
func smallQuestions() []demoQuestion {
	return []demoQuestion{
		{funnel.ModeRAG, "Who chairs the board?"},
		{funnel.ModeHybrid, "How long does the foreshore lease run?"},
	}
}
