package annotate

import "strings"

// What stands with capital letters beside a name and is none of it: the words
// that every sentence is made of, greetings, dates, and the keywords of SQL.

var (
	months = wordSet("january february march july september october november december jan feb mar apr jun jul aug sep sept oct nov dec " +
		"januar jänner februar märz juni juli oktober dezember janvier février mars avril mai juin juillet août septembre octobre novembre décembre " +
		"enero febrero marzo abril mayo junio julio agosto septiembre noviembre diciembre")
	// nameMonths are names of people, too: months only beside a number.
	nameMonths = wordSet("april may june august")

	// edgeWords begin or end no name when they are written like one. The
	// articles and what else begins titles are not among them.
	edgeWords = wordSet("from to in on at by for with into about and or but if as is are was were be been it its this that these those we you he she they my your our their his her " +
		"not no yes also see when where who what why how which there here then than so such all any each every some more most other please after before since until while though although however because only both do does did has have had can could should would will may must shall let re fw fwd " +
		"und oder aber mit für auf bei nach aus wenn dann auch wir ich sie es er ist sind war im am zum zur vom ein eine einen et dans pour avec sur il elle nous vous est y con para por")
	greetings = wordSet("hello hi hallo hey dear hola ciao bonjour salut servus moin guten liebe lieber cher chère regards thanks thank danke merci gracias sincerely cheers best kind grüße gruß")
	// keywords are words of SQL and the like in capitals.
	keywords = wordSet("select insert update delete from where join inner outer left right on group by order having values into create table alter drop index and or not null as set union limit true false todo fixme note begin end if then else")
)

// isNumber reports whether a word of a name is one of digits.
func isNumber(w string) bool { return digits(w) && strings.Trim(w, "0123456789.-/") == "" }

func isMonth(w string) bool { return months[w] || nameMonths[w] }

// common reports whether a word can neither begin nor end a name. In capitals,
// IT and US are no function words.
func common(word, lower string) bool {
	if upper(word) {
		return keywords[lower]
	}
	return edgeWords[lower] && !nameMonths[lower] || greetings[lower]
}

// trimName drops what does not belong to a name at both its ends. One number
// behind other words does: PEP 484.
func trimName(text string, name []nameWord) []nameWord {
	at := func(i int) (word, lower string) {
		if i < 0 || i >= len(name) {
			return "", ""
		}
		word = text[name[i].start:name[i].end]
		return word, strings.ToLower(word)
	}
	for date := false; len(name) > 0; {
		last := len(name) - 1
		word, lower := at(last)
		_, before := at(last - 1)
		switch {
		case isNumber(word):
			if before != "" && !date && !isNumber(before) && !isMonth(before) {
				return trimStart(text, name)
			}
			date = true
		case months[lower], nameMonths[lower] && (date || last == 0 || isNumber(before)):
			date = true
		case !name[last].joins && !common(word, lower):
			return trimStart(text, name)
		}
		name = name[:last]
	}
	return nil
}

func trimStart(text string, name []nameWord) []nameWord {
	for len(name) > 0 {
		word := text[name[0].start:name[0].end]
		lower := strings.ToLower(word)
		dated := len(name) > 1 && isNumber(text[name[1].start:name[1].end])
		small := name[0].joins && !capital(word) // "the" of a name that began before
		if !small && !isNumber(word) && !months[lower] && !(nameMonths[lower] && dated) && !common(word, lower) {
			break
		}
		name = name[1:]
	}
	return name
}
