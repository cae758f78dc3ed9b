namespace Grpc.Service.Sdk.Modeling.Inference;

/// <summary>What the rules ask of a field's type.</summary>
internal static class FieldTypes
{
    private const string Timestamp = "google.protobuf.Timestamp";
    private const string Duration = "google.protobuf.Duration";
    private const string FieldMask = "google.protobuf.FieldMask";

    private static readonly HashSet<string> NumericWrappers = Wrappers("Double", "Float", "Int64", "UInt64", "Int32", "UInt32");

    private static readonly HashSet<string> OtherWrappers = Wrappers("Bool", "String", "Bytes");

    extension(Field self)
    {
        public bool IsString => self is { IsSingular: true, Kind: FieldKind.String };

        public bool IsStringList => self is { IsRepeated: true, Kind: FieldKind.String };

        public bool IsOneInteger => self is { IsSingular: true, IsInteger: true };

        public bool IsOneNumber => self is { IsSingular: true, IsNumeric: true };

        public bool IsTimestamp => self.IsSingular && self.IsOf(Timestamp);

        public bool IsFieldMask => self.IsSingular && self.IsOf(FieldMask);

        /// <summary>A scalar, an enum, or a message that stands for one value: what can be compared for equality.</summary>
        public bool IsValue => !self.IsMap && (self.Message is not { } message
            || self.IsOf(Timestamp) || self.IsOf(Duration)
            || NumericWrappers.Contains(message.FullName) || OtherWrappers.Contains(message.FullName));

        /// <summary>A number or a time: what a bound can be set on.</summary>
        public bool IsQuantity => !self.IsMap && (self.IsNumeric
            || self.IsOf(Timestamp) || self.IsOf(Duration) || (self.Message is { } message && NumericWrappers.Contains(message.FullName)));

        /// <summary>The values that one element can have; encodings of one value (int32, sint32, sfixed32) are one type.</summary>
        public string ValueType => self.Message?.FullName ?? self.Enum?.FullName ?? self.Kind switch
        {
            FieldKind.Sint32 or FieldKind.Sfixed32 => "int32",
            FieldKind.Sint64 or FieldKind.Sfixed64 => "int64",
            FieldKind.Fixed32 => "uint32",
            FieldKind.Fixed64 => "uint64",
            var kind => kind.ToString().ToLowerInvariant(),
        };

        public bool IsOf(string message) => !self.IsMap && self.Message?.FullName == message;

        public bool IsOf(MessageType message) => !self.IsMap && self.Message == message;

        /// <summary>One element of each has the same values.</summary>
        public bool AgreesWith(Field other) => self.ValueType == other.ValueType && !self.IsMap && !other.IsMap;

        /// <summary>Both integers, or both floating.</summary>
        public bool IsOfKindOf(Field other) => self.IsInteger == other.IsInteger && self.IsNumeric && other.IsNumeric;

        /// <summary>Every number that the other has fits.</summary>
        public bool CanHold(Field other) => (other.ValueType, self.ValueType) switch
        {
            var (from, to) when from == to => true,
            ("float", "double") or ("int32", "int64") or ("uint32", "uint64") or ("uint32", "int64") => true,
            _ => false,
        };
    }

    private static HashSet<string> Wrappers(params string[] types) => [.. types.Select(type => $"google.protobuf.{type}Value")];
}
