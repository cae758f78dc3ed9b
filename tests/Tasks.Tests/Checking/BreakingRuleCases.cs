namespace Grpc.Service.Sdk.Tests.Checking;

/// <summary>
/// A change for each of Buf's breaking rules. <c>{p}</c> stands for a package of the case's own; <c>//!</c> marks the line that the
/// finding must be at.
/// </summary>
internal static class BreakingRuleCases
{
    private const string Proto3 = "syntax = \"proto3\";\npackage {p};\n";
    private const string Proto2 = "syntax = \"proto2\";\npackage {p};\n";
    private const string Edition = "edition = \"2023\";\npackage {p};\n";

    public sealed record Case(string Rule, IReadOnlyDictionary<string, string> Old, IReadOnlyDictionary<string, string> New);

    public static IReadOnlyList<Case> All { get; } =
    [
        P3("ENUM_NO_DELETE", "message M {}\nenum E { E_UNSPECIFIED = 0; }\nenum K { K_UNSPECIFIED = 0; }", "message M {}\nenum K { K_UNSPECIFIED = 0; }", first: true),
        Of("ENUM_SAME_JSON_FORMAT", Edition, "enum E { option features.enum_type = CLOSED; A = 1; }",
            "enum E {\n  option features.enum_type = CLOSED;\n  option features.json_format = LEGACY_BEST_EFFORT; //!\n  A = 1;\n}"),
        Of("ENUM_SAME_TYPE", Edition, "enum E { A = 0; }", "enum E {\n  option features.enum_type = CLOSED; //!\n  A = 0;\n}"),
        P3("ENUM_VALUE_NO_DELETE", "enum E { A = 0; B = 1; }", "enum E { //!\n  A = 0;\n}"),
        P3("ENUM_VALUE_NO_DELETE_UNLESS_NAME_RESERVED", "enum E { A = 0; B = 1; }", "enum E { //!\n  reserved 1;\n  A = 0;\n}"),
        P3("ENUM_VALUE_NO_DELETE_UNLESS_NUMBER_RESERVED", "enum E { A = 0; B = 1; }", "enum E { //!\n  reserved \"B\";\n  A = 0;\n}"),
        P3("ENUM_VALUE_SAME_NAME", "enum E { A = 0; B = 1; }", "enum E {\n  A = 0;\n  C = 1; //!\n}"),
        Of("EXTENSION_MESSAGE_NO_DELETE", Proto2, "message M { extensions 100 to 200; }", "message M { //!\n  extensions 100 to 150;\n}"),
        Of("EXTENSION_NO_DELETE", Proto2, "message M { extensions 100 to 200; }\nextend M { optional int32 x = 100; }", "message M { extensions 100 to 200; }", first: true),
        P3("FIELD_NO_DELETE", "message M { int32 a = 1; int32 b = 2; }", "message M { //!\n  reserved 2;\n  reserved \"b\";\n  int32 a = 1;\n}"),
        P3("FIELD_NO_DELETE_UNLESS_NAME_RESERVED", "message M { int32 a = 1; int32 b = 2; }", "message M { //!\n  reserved 2;\n  int32 a = 1;\n}"),
        P3("FIELD_NO_DELETE_UNLESS_NUMBER_RESERVED", "message M { int32 a = 1; int32 b = 2; }", "message M { //!\n  reserved \"b\";\n  int32 a = 1;\n}"),
        P3("FIELD_SAME_CARDINALITY", "message M { int32 a = 1; }", "message M {\n  optional int32 a = 1; //!\n}"),
        P3("FIELD_WIRE_COMPATIBLE_CARDINALITY", "message M { int32 a = 1; }", "message M {\n  repeated int32 a = 1; //!\n}"),
        P3("FIELD_WIRE_JSON_COMPATIBLE_CARDINALITY", "message E { string key = 1; int32 value = 2; }\nmessage M { repeated E a = 1; }",
            "message E { string key = 1; int32 value = 2; }\nmessage M {\n  map<string, int32> a = 1; //!\n}"),
        P3("FIELD_SAME_CPP_STRING_TYPE", "message M { string a = 1; }", "message M {\n  string a = 1 [ctype = CORD]; //!\n}"),
        Of("FIELD_SAME_DEFAULT", Proto2, "message M { optional int32 a = 1 [default = 3]; }", "message M {\n  optional int32 a = 1 [default = 4]; //!\n}"),
        Of("FIELD_SAME_JAVA_UTF8_VALIDATION", Proto2, "message M { optional string a = 1; }", "option java_string_check_utf8 = true; //!\nmessage M { optional string a = 1; }"),
        P3("FIELD_SAME_JSON_NAME", "message M { int32 a = 1; }", "message M {\n  int32 a = 1 [json_name = \"z\"]; //!\n}"),
        P3("FIELD_SAME_JSTYPE", "message M { int64 a = 1; }", "message M {\n  int64 a = 1 [jstype = JS_STRING]; //!\n}"),
        P3("FIELD_SAME_NAME", "message M { int32 a = 1; }", "message M {\n  int32 z = 1; //!\n}"),
        P3("FIELD_SAME_ONEOF", "message M { oneof o { int32 a = 1; } int32 b = 2; }", "message M {\n  oneof o { int32 b = 2; }\n  int32 a = 1; //!\n}"),
        P3("FIELD_SAME_TYPE", "message M { int32 a = 1; }", "message M {\n  int64 a = 1; //!\n}"),
        Of("FIELD_SAME_UTF8_VALIDATION", Edition, "message M { string a = 1; }", "message M {\n  string a = 1 [features.utf8_validation = NONE]; //!\n}"),
        P3("FIELD_WIRE_COMPATIBLE_TYPE", "message M { int32 a = 1; }", "message M {\n  string a = 1; //!\n}"),
        P3("FIELD_WIRE_JSON_COMPATIBLE_TYPE", "message M { int32 a = 1; }", "message M {\n  int64 a = 1; //!\n}"),
        new("FILE_NO_DELETE", new Dictionary<string, string> { ["a.proto"] = Proto3, ["z.proto"] = Proto3 + "message M {}" }, new Dictionary<string, string> { ["a.proto"] = Proto3 + "//" }),
        FileOption("FILE_SAME_CC_ENABLE_ARENAS", "cc_enable_arenas", "true", "false"),
        FileOption("FILE_SAME_CC_GENERIC_SERVICES", "cc_generic_services", "true", "false"),
        FileOption("FILE_SAME_CSHARP_NAMESPACE", "csharp_namespace", "\"A\"", "\"B\""),
        FileOption("FILE_SAME_GO_PACKAGE", "go_package", "\"a/a\"", "\"b/b\""),
        FileOption("FILE_SAME_JAVA_GENERIC_SERVICES", "java_generic_services", "true", "false"),
        FileOption("FILE_SAME_JAVA_MULTIPLE_FILES", "java_multiple_files", "true", "false"),
        FileOption("FILE_SAME_JAVA_OUTER_CLASSNAME", "java_outer_classname", "\"A\"", "\"B\""),
        FileOption("FILE_SAME_JAVA_PACKAGE", "java_package", "\"a\"", "\"b\""),
        FileOption("FILE_SAME_OBJC_CLASS_PREFIX", "objc_class_prefix", "\"A\"", "\"B\""),
        FileOption("FILE_SAME_OPTIMIZE_FOR", "optimize_for", "SPEED", "CODE_SIZE"),
        FileOption("FILE_SAME_PHP_CLASS_PREFIX", "php_class_prefix", "\"A\"", "\"B\""),
        FileOption("FILE_SAME_PHP_METADATA_NAMESPACE", "php_metadata_namespace", "\"A\"", "\"B\""),
        FileOption("FILE_SAME_PHP_NAMESPACE", "php_namespace", "\"A\"", "\"B\""),
        FileOption("FILE_SAME_PY_GENERIC_SERVICES", "py_generic_services", "true", "false"),
        FileOption("FILE_SAME_RUBY_PACKAGE", "ruby_package", "\"A\"", "\"B\""),
        FileOption("FILE_SAME_SWIFT_PREFIX", "swift_prefix", "\"A\"", "\"B\""),
        new("FILE_SAME_PACKAGE", new Dictionary<string, string> { ["a.proto"] = Proto3 }, new Dictionary<string, string> { ["a.proto"] = "syntax = \"proto3\";\npackage {p}.moved; //!\n" }),
        new("FILE_SAME_SYNTAX", new Dictionary<string, string> { ["a.proto"] = Proto2 + "message M {}" }, new Dictionary<string, string> { ["a.proto"] = "syntax = \"proto3\"; //!\npackage {p};\nmessage M {}" }),
        P3("MESSAGE_NO_DELETE", "message M { message N {} }", "message M { //!\n}"),
        Of("MESSAGE_NO_REMOVE_STANDARD_DESCRIPTOR_ACCESSOR", Proto2, "message M { optional int32 a = 1; }",
            "message M {\n  option no_standard_descriptor_accessor = true; //!\n  optional int32 a = 1;\n}"),
        Of("MESSAGE_SAME_JSON_FORMAT", Edition, "message M { int32 a = 1; }", "message M {\n  option features.json_format = LEGACY_BEST_EFFORT; //!\n  int32 a = 1;\n}"),
        Of("MESSAGE_SAME_REQUIRED_FIELDS", Proto2, "message M { optional int32 a = 1; }", "message M {\n  optional int32 a = 1;\n  required int32 b = 2; //!\n}"),
        P3("ONEOF_NO_DELETE", "message M { oneof o { int32 a = 1; } }", "message M { //!\n  int32 a = 1;\n}"),
        P3("RESERVED_ENUM_NO_DELETE", "enum E { reserved 5 to 9; A = 0; }", "enum E { //!\n  reserved 5 to 8;\n  A = 0;\n}"),
        P3("RESERVED_MESSAGE_NO_DELETE", "message M { reserved \"b\"; }", "message M { //!\n}"),
        P3("RPC_NO_DELETE", "message M {}\nservice S { rpc A(M) returns (M); rpc B(M) returns (M); }", "message M {}\nservice S { //!\n  rpc A(M) returns (M);\n}"),
        Rpc("RPC_SAME_CLIENT_STREAMING", "rpc A(M) returns (M);", "rpc A(stream M) returns (M);"),
        Rpc("RPC_SAME_IDEMPOTENCY_LEVEL", "rpc A(M) returns (M);", "rpc A(M) returns (M) { option idempotency_level = IDEMPOTENT; }"),
        Rpc("RPC_SAME_REQUEST_TYPE", "rpc A(M) returns (M);", "rpc A(N) returns (M);"),
        Rpc("RPC_SAME_RESPONSE_TYPE", "rpc A(M) returns (M);", "rpc A(M) returns (N);"),
        Rpc("RPC_SAME_SERVER_STREAMING", "rpc A(M) returns (M);", "rpc A(M) returns (stream M);"),
        P3("SERVICE_NO_DELETE", "service S {}\nservice T {}", "service S {}", first: true),
        // Buf 1.74.0 says nothing where it was the package's last enum, extension or service: so each has a second one.
        P3("PACKAGE_ENUM_NO_DELETE", "message M { enum E { A = 0; } }\nenum F { B = 0; }", "message M { //!\n}\nenum F { B = 0; }"),
        Of("PACKAGE_EXTENSION_NO_DELETE", Proto2, "message M { extensions 100 to 200; }\nextend M { optional int32 x = 100; optional int32 y = 101; }",
            "message M { extensions 100 to 200; }\nextend M { optional int32 y = 101; }", first: true),
        P3("PACKAGE_MESSAGE_NO_DELETE", "message M { message N {} }", "message M { //!\n}"),
        P3("PACKAGE_SERVICE_NO_DELETE", "service S {}\nservice T {}", "service S {}", first: true),
        new("PACKAGE_NO_DELETE", new Dictionary<string, string> { ["a.proto"] = Proto3 + "message M {}" }, new Dictionary<string, string>()),
    ];

    /// <param name="first">The finding is at the file's first line, which is marked.</param>
    private static Case Of(string rule, string head, string old, string present, bool first = false) => new(
        rule,
        new Dictionary<string, string> { ["a.proto"] = head + old },
        new Dictionary<string, string> { ["a.proto"] = (first ? head.Replace(";\n", "; //!\n", StringComparison.Ordinal)[..(head.IndexOf('\n', StringComparison.Ordinal) + 5)] + head[head.IndexOf('\n', StringComparison.Ordinal)..] : head) + present });

    private static Case P3(string rule, string old, string present, bool first = false) => Of(rule, Proto3, old, present, first);

    private static Case FileOption(string rule, string option, string old, string present) =>
        P3(rule, $"option {option} = {old};", $"option {option} = {present}; //!");

    private static Case Rpc(string rule, string old, string present) =>
        P3(rule, $"message M {{}}\nmessage N {{}}\nservice S {{ {old} }}", $"message M {{}}\nmessage N {{}}\nservice S {{\n  {present} //!\n}}");
}
