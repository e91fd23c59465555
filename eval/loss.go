package eval

import (
	"funnel/funnel"
)

// Loss says where a point was lost: the first stage at which gold evidence was
// gone, or what happened after all of it was read.
type Loss string

// The losses, in the order of the pipeline.
const (
	LossNone        Loss = ""
	LossCollection  Loss = "not in the collection"
	LossCandidates  Loss = "in neither leg's candidates"
	LossCut         Loss = "lost in fusion or cut"
	LossUnread      Loss = "shortlisted, never read"
	LossUnshown     Loss = "not in the prompt" // arms that do not start with a search
	LossMisread     Loss = "read, answered wrong"
	LossUnanswered  Loss = "should have abstained"
	LossUnsupported Loss = "right without support"
	LossNoEvidence  Loss = "wrong, evidence unknown"
	LossError       Loss = "error"
)

// Losses lists them in the order of the pipeline.
func Losses() []Loss {
	return []Loss{LossCollection, LossCandidates, LossCut, LossUnread, LossUnshown, LossMisread, LossUnanswered, LossNoEvidence, LossUnsupported, LossError}
}

// loss settles where the point of one answer was lost.
func (r *Result) loss(q *Question, arm Arm, st *stages, seen []bool) Loss {
	if r.Error != "" {
		return LossError
	}
	right, graded := r.Grades[GradeCorrect]
	switch {
	case !graded:
		return LossNone
	case right == 1 && q.Unanswerable(), right == 1 && !r.cites():
		return LossNone
	case right == 1:
		if r.supported() {
			return LossNone
		}
		return LossUnsupported
	case q.Unanswerable():
		return LossUnanswered
	case q.Missing > 0:
		return LossCollection
	case len(q.Evidence) == 0:
		return LossNoEvidence
	case all(seen):
		return LossMisread
	case !arm.searches():
		return LossUnshown
	}
	return st.loss(seen)
}

// cites reports whether the answer could have been cited: closed answers can't.
func (r *Result) cites() bool { return r.Status == funnel.Answered && r.Arm != "closed" }

// supported reports whether any citation is a true quote that is not refuted.
func (r *Result) supported() bool {
	for _, c := range r.Citations {
		if c.Quoted && c.Supported != funnel.SupportNo {
			return true
		}
	}
	return false
}
