using Grpc.Service.Sdk.Output;
using Grpc.Service.Sdk.Tools;

namespace Grpc.Service.Sdk.Tests.Output;

public sealed class OutputStampsTests : IDisposable
{
    private static readonly DateTime s_fraction = new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc).AddTicks(1234567);
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private OutputStamps Stamps => OutputStamps.Read(_folder.Path, _folder.At("state"));

    private static string Hash(string text) => FileHash.OfBytes(System.Text.Encoding.UTF8.GetBytes(text));

    [Fact]
    public void HashOf_FileThatKeptLengthAndTime_IsWhatWasRecorded()
    {
        Write("one\n", s_fraction);
        Record("the hash that was recorded");

        Assert.Equal("the-hash-that-was-recorded", Stamps.HashOf("a b.cs"));
        Assert.Null(Stamps.HashOf("missing.cs"));
    }

    [Theory]
    [InlineData("longer\n", 0)]
    [InlineData("two\n", 1)]
    [InlineData("two\n", -100_000_000_000)]
    public void HashOf_FileOfAnotherLengthOrTime_IsItsOwn(string text, long ticks)
    {
        Write("one\n", s_fraction);
        Record(Hash("one\n"));

        Write(text, s_fraction.AddTicks(ticks));

        Assert.Equal(Hash(text), Stamps.HashOf("a b.cs"));
    }

    [Fact]
    public void Record_OfAWholeSecond_IsNotTrusted()
    {
        Write("one\n", s_fraction.AddTicks(-1234567));
        Record("recorded");

        Assert.Equal(Hash("one\n"), Stamps.HashOf("a b.cs"));
    }

    [Fact]
    public void Read_OfNonsense_OnlyCostsTime()
    {
        Write("one\n", s_fraction);
        _folder.Write("state/outputs.stamps", "nonsense\n1 2\nx y z a b.cs\n");

        Assert.Equal(Hash("one\n"), Stamps.HashOf("a b.cs"));
    }

    private void Write(string text, DateTime time)
    {
        _folder.Write("a b.cs", text);
        File.SetLastWriteTimeUtc(_folder.At("a b.cs"), time);
    }

    private void Record(string hash) => Stamps.Write(new Dictionary<string, string> { ["a b.cs"] = hash.Replace(' ', '-') });
}
