package python

// Flags of the module re.
const (
	reTemplate   = 1
	reIgnoreCase = 2
	reLocale     = 4
	reMultiline  = 8
	reDotall     = 16
	reUnicode    = 32
	reVerbose    = 64
	reDebug      = 128
	reASCII      = 256
)

// A reOp says what a node of a regular expression is.
type reOp uint8

const (
	reLiteral    reOp = iota // r
	reSet                    // set
	reCat                    // subs, one after another
	reAlt                    // subs, the first that leads to a match
	reGroup                  // subs[0], captured as n
	reRepeat                 // subs[0], min to max times; lazy, or possessive
	reAtomic                 // subs[0], without giving back
	reLook                   // subs[0] ahead or behind, or its absence
	reBackref                // what group n captured
	reCond                   // subs[0] if group n took part, else subs[1]
	reBegin                  // \A, and ^ without MULTILINE
	reLineBegin              // ^ with MULTILINE
	reEnd                    // \Z
	reLastEnd                // $ without MULTILINE: also before a last line feed
	reLineEnd                // $ with MULTILINE
	reWordEdge               // \b
	reNoWordEdge             // \B
)

// A reNode is a node of the tree that a regular expression is parsed to. Flags
// are resolved: what they mean stands in the nodes.
type reNode struct {
	op         reOp
	r          rune
	set        *reClass
	subs       []*reNode
	n          int // of a group
	min, max   int // of a repeat; max -1: without end. Of a reference: the group's width
	lazy       bool
	possessive bool
	behind     bool // a look behind
	negative   bool // a look for absence
	fold       bool // without regard to case
	ascii      bool // what case and words are: ASCII's or Unicode's
}

// nullable reports whether a node can match nothing.
func (n *reNode) nullable() bool {
	switch n.op {
	case reLiteral, reSet:
		return false
	case reCat:
		for _, s := range n.subs {
			if !s.nullable() {
				return false
			}
		}
		return true
	case reAlt, reCond:
		for _, s := range n.subs {
			if s.nullable() {
				return true
			}
		}
		return n.op == reCond && len(n.subs) < 2
	case reGroup, reAtomic:
		return n.subs[0].nullable()
	case reRepeat:
		return n.min == 0 || n.subs[0].nullable()
	}
	return true
}

// width returns how many code points a node can match; most is -1 for any number.
func (n *reNode) width() (least, most int) {
	switch n.op {
	case reLiteral, reSet:
		return 1, 1
	case reCat:
		for _, s := range n.subs {
			l, m := s.width()
			least, most = addWidth(least, l), addWidth(most, m)
		}
		return least, most
	case reAlt, reCond:
		return n.widthOfChoice()
	case reGroup, reAtomic:
		return n.subs[0].width()
	case reRepeat:
		l, m := n.subs[0].width()
		return mulWidth(l, n.min), mulWidth(m, n.max)
	case reBackref:
		return n.min, n.max
	}
	return 0, 0
}

func (n *reNode) widthOfChoice() (least, most int) {
	least = -1
	if n.op == reCond && len(n.subs) < 2 {
		least = 0
	}
	for _, s := range n.subs {
		l, m := s.width()
		if least < 0 || l < least {
			least = l
		}
		if most >= 0 && (m < 0 || m > most) {
			most = m
		}
	}
	return max(least, 0), most
}

// maxWidth is where widths stop to be counted.
const maxWidth = 1 << 30

func addWidth(a, b int) int {
	if a < 0 || b < 0 {
		return -1
	}
	return min(a+b, maxWidth)
}

func mulWidth(a, n int) int {
	if a == 0 || n == 0 {
		return 0
	}
	if a < 0 || n < 0 {
		return -1
	}
	if a > maxWidth/n {
		return maxWidth
	}
	return a * n
}
