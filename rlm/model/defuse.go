package model

import "regexp"

// control matches what chat templates and tokenizers take for the frame of a
// conversation: <|im_start|>, [INST], <<SYS>>, <start_of_turn>, </s>, <think>
// and their like. Servers turn such words into special tokens wherever they
// stand, so that a document could end the user's message and begin one of the
// system's.
var control = regexp.MustCompile(`<\|[^|<>\n]{0,60}\|>|<｜[^｜<>\n]{0,60}｜>|\[/?(?:INST|SYSTEM_PROMPT|AVAILABLE_TOOLS|TOOL_CALLS|TOOL_RESULTS)\]|<<?/?(?:SYS|s|bos|eos|unk|pad|think|tool_call|tool_response|start_of_turn|end_of_turn)>>?`)

// defuse makes control words of a text plain ones, by a space behind their
// first character.
func defuse(text string) string {
	return control.ReplaceAllStringFunc(text, func(word string) string { return word[:1] + " " + word[1:] })
}

// wireText is the content of a message as it is sent. What the user's messages
// hold is data, and may be anybody's; the system's and the model's own are as
// they are.
func wireText(m Message) string {
	if m.Role != User {
		return m.Content
	}
	return defuse(m.Content)
}
