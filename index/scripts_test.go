package index_test

import (
	"testing"

	"funnel/index"
	"funnel/index/indextest"
)

// What is asked in other scripts and of other kinds of text finds its document first: Japanese in kanji and kana with
// particles, half-width kana, Korean with particles and endings, rows of tables, figures with units, turns of speakers.
func TestKindsOfText(t *testing.T) {
	c := indextest.NewCorpus()
	for id, text := range map[string]string{
		"ja-eclipse": "皆既日食は2009年7月22日に屋久島で観測された。",
		"ja-train":   "新幹線は東京駅と新大阪駅を結んでいる。コンピューターで制御される。",
		"ja-food":    "京都の食堂では東北の日本酒が飲める。",
		"ko-river":   "한강은 서울을 가로질러 흐르는 강이다. 다리는 모두 서른한 개이다.",
		"ko-king":    "세종대왕은 1443년에 훈민정음을 창제하였다.",
		"ko-market":  "시장에서 사과를 팔았다. 서울의 시장은 크다.",
		"table":      "Segment | 2022 | 2023\nCloud services | 4,120.5 | 5,310.7\nHardware | 2,001.0 | 1,877.4",
		"table2":     "Segment | 2020 | 2021\nCloud services | 2,900.1 | 3,444.9\nHardware | 2,200.0 | 2,105.3",
		"talk":       "Mara: When does the ferry leave?\nTomas: At 6:40 from quay 3.\nMara: And the last one back?",
		"talk2":      "Ines: The lock is out of order.\nTomas: Since when?\nInes: Since the flood.",
		"physics":    "We measure the branching ratio of B → K*μ+μ− at √s = 13 TeV with 3 fb^-1; the result is 2.6σ from the Standard Model.",
		"physics2":   "Thermal conductivity of graphene at 300 K is computed within the Boltzmann transport equation.",
	} {
		c.Put(indextest.Doc(id, "", text))
	}
	k := openKeyword(t, t.TempDir(), index.KeywordOptions{})
	syncTo(t, k, c)
	for query, want := range map[string]string{
		"日食はどこで観測されましたか":                   "ja-eclipse",
		"屋久島の日食":                           "ja-eclipse",
		"東京と大阪を結ぶ列車":                       "ja-train",
		"ｺﾝﾋﾟｭｰﾀｰ":                         "ja-train",
		"日本酒を飲める店":                         "ja-food",
		"서울을 흐르는 강의 이름은?":                  "ko-river",
		"훈민정음은 누가 창제했나":                    "ko-king",
		"사과는 어디에서 팔았나":                     "ko-market",
		"cloud services 2023 5,310.7":      "table",
		"5310.7":                           "table",
		"hardware 2021":                    "table2",
		"What did Tomas say of the ferry?": "talk",
		"Ines flood lock":                  "talk2",
		"13 TeV branching ratio":           "physics",
		"graphene 300 K":                   "physics2",
	} {
		hits, err := k.Search(t.Context(), index.Query{Text: query, K: 3})
		if err != nil || len(hits) == 0 || hits[0].Doc != want {
			t.Errorf("%s: %v, %v; want %s", query, hits, err, want)
		}
	}
}
