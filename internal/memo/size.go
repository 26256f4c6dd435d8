package memo

import "reflect"

// Sized is what knows about how many bytes it takes in memory, besides what it was made of.
type Sized interface{ Size() int64 }

// resultSize is about how many bytes a result takes, apart from its lists and maps.
const resultSize = 512

// Size is about how many bytes the result v takes, which must not change any more unless it is Sized. Of others, the
// lists and maps that it is or that are its fields count: their entries, and as much again for what these point to.
func Size(v any) int64 {
	if s, ok := v.(Sized); ok {
		return s.Size()
	}
	of := reflect.Indirect(reflect.ValueOf(v))
	if of.Kind() != reflect.Struct {
		return resultSize + listSize(of)
	}
	n := int64(resultSize)
	for _, field := range of.Fields() {
		n += listSize(field)
	}
	return n
}

// listSize is about how many bytes v takes if it is a list or map; 0 for all else.
func listSize(v reflect.Value) int64 {
	size := uintptr(0)
	switch v.Kind() {
	case reflect.Map:
		size = v.Type().Key().Size()
	case reflect.Slice:
	default:
		return 0
	}
	entry := v.Type().Elem()
	if size += entry.Size(); entry.Kind() == reflect.Pointer {
		size += entry.Elem().Size()
	}
	return 2 * int64(size) * int64(v.Len())
}
