using Grpc.Service.Sdk.Modeling;

namespace Grpc.Service.Sdk.Tests.Modeling.Inference;

/// <summary>Plans of contracts that a test writes: package shop.v1, proto3, with the well-known types imported.</summary>
internal static class Plans
{
    private const string Head = """
        syntax = "proto3";
        package shop.v1;
        import "google/protobuf/duration.proto";
        import "google/protobuf/empty.proto";
        import "google/protobuf/field_mask.proto";
        import "google/protobuf/struct.proto";
        import "google/protobuf/timestamp.proto";
        import "google/protobuf/wrappers.proto";

        """;

    /// <summary>google.api.field_behavior, as far as tests need it.</summary>
    public static (string Path, string Text) FieldBehavior => ("google/api/field_behavior.proto", """
        syntax = "proto3"; package google.api; import "google/protobuf/descriptor.proto";
        enum FieldBehavior { FIELD_BEHAVIOR_UNSPECIFIED = 0; REQUIRED = 2; OUTPUT_ONLY = 3; IMMUTABLE = 5; IDENTIFIER = 8; }
        extend google.protobuf.FieldOptions { repeated FieldBehavior field_behavior = 1052 [packed = false]; }
        """);

    public static Contract Contract(string body) => Contract(("shop.proto", Head + body));

    public static Contract Contract(params (string Path, string Text)[] files) =>
        ContractBuilder.Build(ProtoCompiler.Compile(files), [.. files.Select(file => file.Path)]);

    /// <summary>The plan of the method that is written first.</summary>
    public static T First<T>(string body)
        where T : Plan => Assert.IsType<T>(Contract(body).Services.First().Methods[0].Plan);

    /// <summary>Why the first method has no default although its verb promises one.</summary>
    public static string Contradiction(string body)
    {
        var plan = First<UnimplementedPlan>(body);
        Assert.True(plan.Contradiction, plan.Reason);
        return plan.Reason;
    }

    public static Plan Of(this Contract contract, string method) =>
        contract.Services.SelectMany(service => service.Methods).Single(each => each.Path == method || each.Name == method).Plan;

    public static string Names(IEnumerable<object> items) => string.Join(' ', items);
}
