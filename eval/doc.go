// Package eval asks the same questions in several ways, grades the answers
// against what is known, and says how far the differences can be believed.
//
// # Datasets
//
// A [Dataset] is a folder: queries.jsonl with the questions, documents as
// corpus.jsonl or as files under docs/, and evidence as qrels/test.tsv (whole
// documents) or in a question's metadata (spans of bytes of the stored text).
// [Convert] turns SQuAD-, HotpotQA- and OOLONG-shaped files into such a
// folder; the makers (see [Make]) write invented ones, whose gold answers and
// spans are computed, not annotated.
//
// # Runs
//
// An [Arm] is a setting of the pipeline: a funnel.Query without its text, and
// a name. [Run] asks every question of every arm, interleaved in a seeded
// order, and appends one line to results.jsonl for each answer. A run that was
// cut goes on where it stopped: what stands in the file is not asked again.
//
//	OUT/manifest.json    what was asked: dataset hash, arms, budgets, seed, model, version
//	OUT/results.jsonl    a line for each question, arm and repeat, in order of completion
//	OUT/report.json      everything computed from the two, and so the same after any interruption
//	OUT/report.csv       one line for each question and arm
//	OUT/report.html      the same for people: one file, no network
//
// # Grades
//
// Each question is graded by the shape of its gold answer ([Question.Shape]).
// An error counts as wrong and is listed. Intervals are bootstraps over
// clusters (questions about one document or topic stand or fall together), and
// a difference between two arms is always taken question by question.
package eval
