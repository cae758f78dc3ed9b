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
