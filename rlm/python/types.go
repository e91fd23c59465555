package python

import "sync"

// The built-in classes. They are filled once, by fillClasses, and never change after.
var (
	objectClass   = newBuiltinClass("object")
	typeClass     = newBuiltinClass("type", objectClass)
	intClass      = newBuiltinClass("int", objectClass)
	boolClass     = newBuiltinClass("bool", intClass)
	floatClass    = newBuiltinClass("float", objectClass)
	strClass      = newBuiltinClass("str", objectClass)
	bytesClass    = newBuiltinClass("bytes", objectClass)
	listClass     = newBuiltinClass("list", objectClass)
	tupleClass    = newBuiltinClass("tuple", objectClass)
	dictClass     = newBuiltinClass("dict", objectClass)
	setClass      = newBuiltinClass("set", objectClass)
	frozenClass   = newBuiltinClass("frozenset", objectClass)
	rangeClass    = newBuiltinClass("range", objectClass)
	sliceClass    = newBuiltinClass("slice", objectClass)
	noneClass     = newBuiltinClass("NoneType", objectClass)
	propertyClass = newBuiltinClass("property", objectClass)
	staticClass   = newBuiltinClass("staticmethod", objectClass)
	classmClass   = newBuiltinClass("classmethod", objectClass)
	counterClass  = newBuiltinClass("Counter", dictClass)
	defaultClass  = newBuiltinClass("defaultdict", dictClass)
	orderedClass  = newBuiltinClass("OrderedDict", dictClass)
	dequeClass    = newBuiltinClass("deque", objectClass)
	enumClass     = newBuiltinClass("Enum", objectClass)
	intEnumClass  = newBuiltinClass("IntEnum", intClass, enumClass)
	strEnumClass  = newBuiltinClass("StrEnum", strClass, enumClass)
	enumFlagClass = newBuiltinClass("Flag", enumClass)
	intFlagClass  = newBuiltinClass("IntFlag", intClass, enumFlagClass)
	genClass      = newBuiltinClass("generator", objectClass)
	abcClass      = newBuiltinClass("ABC", objectClass)

	excClasses map[string]*class = makeExceptions()

	fillOnce sync.Once
	// kindClasses are made for the kinds of values that have no class of their own.
	kindClasses sync.Map
)

func newBuiltinClass(name string, bases ...*class) *class {
	c := newClass(name, bases...)
	c.builtin = true
	c.module = "builtins"
	c.methods = map[string]method{}
	return c
}

// classOf returns the class of a value.
func classOf(v Value) *class {
	switch v := v.(type) {
	case *Str:
		if v.sub != nil {
			return v.sub.cls
		}
		return strClass
	case Int, *BigInt:
		return intClass
	case Bool:
		return boolClass
	case Float:
		return floatClass
	case *List:
		if v.sub != nil {
			return v.sub.cls
		}
		return listClass
	case *Tuple:
		if v.cls != nil {
			return v.cls
		}
		return tupleClass
	case *Dict:
		if v.cls != nil {
			return v.cls
		}
		return dictClass
	case *Set:
		if v.sub != nil {
			return v.sub.cls
		}
		if v.frozen {
			return frozenClass
		}
		return setClass
	case *instance:
		return v.cls
	case Bytes:
		return bytesClass
	case *rangeValue:
		return rangeClass
	case *sliceValue:
		return sliceClass
	case noneType:
		return noneClass
	case *class:
		if v.meta != nil {
			return v.meta
		}
		return typeClass
	case *generator:
		return genClass
	case *Promise:
		return classOf(force(v))
	case classed:
		return v.class()
	}
	return kindClass(v.Type())
}

// A classed object knows its class.
type classed interface{ class() *class }

// fillKinds makes the kinds known that have a class of their own.
func fillKinds() {
	for _, c := range []*class{propertyClass, staticClass, classmClass} {
		kindClasses.Store(c.name, c)
	}
}

func kindClass(name string) *class {
	if c, ok := kindClasses.Load(name); ok {
		return c.(*class)
	}
	c, _ := kindClasses.LoadOrStore(name, newBuiltinClass(name, objectClass))
	return c.(*class)
}

// typeName is the name of a value's class as errors write it: with the module of those
// classes that CPython writes in C.
func typeName(v Value) string {
	c := classOf(force(v))
	if c.inC {
		return c.module + "." + c.name
	}
	return c.name
}
