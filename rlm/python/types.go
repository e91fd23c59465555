package python

import "sync"

// The built-in classes. They are filled once, by fillClasses, and never change after.
var (
	objectClass     = newBuiltinClass("object")
	typeClass       = newBuiltinClass("type", objectClass)
	intClass        = newBuiltinClass("int", objectClass)
	boolClass       = newBuiltinClass("bool", intClass)
	floatClass      = newBuiltinClass("float", objectClass)
	complexClass    = newBuiltinClass("complex", objectClass)
	strClass        = newBuiltinClass("str", objectClass)
	bytesClass      = newBuiltinClass("bytes", objectClass)
	bytearrayClass  = newBuiltinClass("bytearray", objectClass)
	memoryviewClass = newBuiltinClass("memoryview", objectClass)
	listClass       = newBuiltinClass("list", objectClass)
	tupleClass      = newBuiltinClass("tuple", objectClass)
	dictClass       = newBuiltinClass("dict", objectClass)
	setClass        = newBuiltinClass("set", objectClass)
	frozenClass     = newBuiltinClass("frozenset", objectClass)
	rangeClass      = newBuiltinClass("range", objectClass)
	sliceClass      = newBuiltinClass("slice", objectClass)
	noneClass       = newBuiltinClass("NoneType", objectClass)
	propertyClass   = newBuiltinClass("property", objectClass)
	staticClass     = newBuiltinClass("staticmethod", objectClass)
	classmClass     = newBuiltinClass("classmethod", objectClass)
	counterClass    = newBuiltinClass("Counter", dictClass)
	defaultClass    = newBuiltinClass("defaultdict", dictClass)
	orderedClass    = newBuiltinClass("OrderedDict", dictClass)
	dequeClass      = newBuiltinClass("deque", objectClass)
	enumClass       = newBuiltinClass("Enum", objectClass)
	intEnumClass    = newBuiltinClass("IntEnum", intClass, enumClass)
	strEnumClass    = newBuiltinClass("StrEnum", strClass, enumClass)
	enumFlagClass   = newBuiltinClass("Flag", enumClass)
	intFlagClass    = newBuiltinClass("IntFlag", intClass, enumFlagClass)
	genClass        = newBuiltinClass("generator", objectClass)
	abcMeta         = newBuiltinClass("ABCMeta", typeClass)
	abcClass        = metaBuiltin("ABC", abcMeta)
	aliasClass      = metaBuiltin("GenericAlias", nil)
	unionClass      = metaBuiltin("UnionType", nil)
	// The bases that give a class its fields by its hints.
	namedTupleBase = metaBuiltin("NamedTuple", nil)
	typedDictBase  = metaBuiltin("TypedDict", nil)

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

// metaBuiltin makes a built-in class of the modules of types.
func metaBuiltin(name string, meta *class) *class {
	c := newBuiltinClass(name, objectClass)
	switch c.meta, c.module = meta, "typing"; {
	case meta != nil:
		c.module = "abc"
	case name == "GenericAlias" || name == "UnionType":
		c.module = "types"
	}
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
	case *iterator:
		return iteratorKind(v.kind)
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
	call := func(m *vm, self Value, a *args) Value { return m.callKw(self, a.pos, a.kw) }
	for _, name := range []string{"function", "builtin_function_or_method", "method", "method_descriptor"} {
		kindClass(name).methods["__call__"] = call
	}
	kindClass("method").make = func(m *vm, _ *class, a *args) Value {
		a.count(m, "method", 2, 2)
		return &boundMethod{a.pos[1], a.pos[0]}
	}
}

// iteratorKind is the class of iterators of a kind.
func iteratorKind(name string) *class {
	if c, ok := kindClasses.Load(name); ok {
		return c.(*class)
	}
	c := newBuiltinClass(name, objectClass)
	c.methods = iteratorSlots
	stored, _ := kindClasses.LoadOrStore(name, c)
	return stored.(*class)
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
