using Grpc.Service.Sdk.Languages;

namespace Grpc.Service.Sdk.Tests.Languages;

public sealed class GoFormatTests
{
    [Fact]
    public void Apply_KeepsTheImportsThatAreUsed_InTheOrderOfTheirPaths() => Assert.Equal(
        "package a\n\nimport (\n\t\"context\"\n\n\tbv1 \"z.example.com/a/b\"\n\t\"z.example.com/b\"\n)\n\nvar x context.Context // errors.New is a word here\nvar y = b.New(\"grpc.Server\", bv1.B{})\n",
        GoFormat.Apply("package a\n\nimport (\n\t\"context\"\n\t\"errors\"\n\n\t\"google.golang.org/grpc\"\n\n\t\"z.example.com/b\"\n\tbv1 \"z.example.com/a/b\"\n\tbv1 \"z.example.com/a/b\"\n)\n\nvar x context.Context // errors.New is a word here\nvar y = b.New(\"grpc.Server\", bv1.B{})\n"));

    [Fact]
    public void Apply_PutsValuesOfKeysThatFollowEachOtherInOneColumn() => Assert.Equal(
        "var x = p.P{\n\tKey:  \"a\",\n\tMask: \"b\",\n\tFilters: []p.F{\n\t\t{Source: \"c\", Field: \"d\"},\n\t},\n\tOrder: \"e\",\n}\n",
        GoFormat.Apply("var x = p.P{\n\tKey: \"a\",\n\tMask: \"b\",\n\tFilters: []p.F{\n\t\t{Source: \"c\", Field: \"d\"},\n\t},\n\tOrder: \"e\",\n}\n"));

    [Theory]
    [InlineData("var x = []string{\n}\n", "var x = []string{}\n")]
    [InlineData("var x = p.Plan{\n}\n", "var x = p.Plan{}\n")]
    [InlineData("\treturn []p.S{\n\t}\n", "\treturn []p.S{}\n")]
    [InlineData("type x struct {\n}\n", "type x struct {\n}\n")]
    public void Apply_ClosesLiteralsThatHaveNothingInThem(string text, string expected) => Assert.Equal(expected, GoFormat.Apply(text));
}
