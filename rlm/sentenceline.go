package rlm

import (
	"regexp"
	"strings"
)

// sentenceLine is the line by which a sub-call names the sentences it rests on.
var sentenceLine = regexp.MustCompile(`(?im)^[ \t*_(]*sentences?[ \t*_]*:[ \t*_]*((?:none|[\[(]?\d[\d,;\[\] and–-]*)[\])]?)[ \t.*_)]*$`)

// takeSentences splits the line of sentences off a reply.
func takeSentences(reply string) (text string, numbers []int) {
	all := sentenceLine.FindAllStringSubmatchIndex(reply, -1)
	if len(all) == 0 {
		return reply, nil
	}
	m := all[len(all)-1]
	if strings.TrimSpace(reply[m[1]:]) != "" {
		return reply, nil
	}
	for _, part := range markerPart.FindAllStringSubmatch(reply[m[2]:m[3]], -1) {
		numbers = append(numbers, integers(part[1])...)
	}
	return strings.TrimSpace(reply[:m[0]]), numbers
}
