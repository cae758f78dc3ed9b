namespace Grpc.Service.Sdk.Tests.Documentation;

/// <summary>As much of <c>google.api</c> as the tests' contracts annotate with.</summary>
internal static class GoogleApi
{
    public static (string Path, string Text)[] Files { get; } =
    [
        ("google/api/annotations.proto", """
            syntax = "proto3";
            package google.api;
            import "google/protobuf/descriptor.proto";
            extend google.protobuf.MethodOptions { HttpRule http = 72295728; }
            extend google.protobuf.MessageOptions { ResourceDescriptor resource = 1053; }
            extend google.protobuf.FieldOptions { repeated FieldBehavior field_behavior = 1052; ResourceReference resource_reference = 1055; }
            message HttpRule {
              oneof pattern { string get = 2; string put = 3; string post = 4; string delete = 5; string patch = 6; CustomHttpPattern custom = 8; }
              string body = 7;
              string response_body = 12;
              repeated HttpRule additional_bindings = 11;
            }
            message CustomHttpPattern { string kind = 1; string path = 2; }
            message ResourceDescriptor { string type = 1; repeated string pattern = 2; string name_field = 3; string plural = 5; }
            message ResourceReference { string type = 1; string child_type = 2; }
            enum FieldBehavior {
              FIELD_BEHAVIOR_UNSPECIFIED = 0; OPTIONAL = 1; REQUIRED = 2; OUTPUT_ONLY = 3; INPUT_ONLY = 4; IMMUTABLE = 5; UNORDERED_LIST = 6;
              NON_EMPTY_DEFAULT = 7; IDENTIFIER = 8;
            }
            """),
    ];
}
