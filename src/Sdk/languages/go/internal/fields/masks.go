package fields

import "google.golang.org/protobuf/reflect/protoreflect"

// MaskOf reads the paths of a mask: a FieldMask, or a list of strings.
func MaskOf(request protoreflect.Message, mask protoreflect.FieldDescriptor) []string {
	value := request.Get(mask)
	if !mask.IsList() {
		inside := value.Message()
		value = inside.Get(inside.Descriptor().Fields().ByNumber(1))
	}
	list := value.List()
	paths := make([]string, list.Len())
	for i := range paths {
		paths[i] = list.Get(i).String()
	}
	return paths
}
