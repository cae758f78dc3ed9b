using GrpcServiceTemplate.Rules;
using Shop.V1;

namespace GrpcServiceTemplate.Tests;

public sealed class ReadMaskTests
{
    [Theory]
    [InlineData("", "a,n,DE,1")]
    [InlineData("*", "a,n,DE,1")]
    [InlineData("name", ",n,,0")]
    [InlineData("maker", ",,DE,0")]
    [InlineData("maker.country", ",,DE,0")]
    [InlineData("maker.country,maker", ",,DE,0")]
    [InlineData("maker.name", ",,,0")]
    [InlineData("id,tags", "a,,,1")]
    public void Apply_KeepsExactlyWhatIsNamed(string paths, string expected)
    {
        var item = new Item { Id = "a", Name = "n", Maker = new() { Country = "DE" }, Tags = { "x" } };
        var kept = ReadMask.Parse("fields", paths.Split(',', StringSplitOptions.RemoveEmptyEntries), Item.Descriptor).Apply(item);
        Assert.Equal(expected, $"{kept.Id},{kept.Name},{kept.Maker?.Country},{kept.Tags.Count}");
    }

    [Fact]
    public void Apply_ThroughAMessage_KeepsItExactlyWhenItIsThere()
    {
        var mask = ReadMask.Parse("fields", ["maker.name"], Item.Descriptor);
        Assert.NotNull(mask.Apply(new Item { Maker = new() { Country = "DE" } }).Maker);
        Assert.Null(mask.Apply(new Item()).Maker);
    }

    [Fact]
    public void Apply_ToAOneof_KeepsTheMemberThatIsNamed()
    {
        var mask = ReadMask.Parse("fields", ["text"], Notes.V1.Note.Descriptor);
        Assert.Equal("words", mask.Apply(new Notes.V1.Note { Title = "t", Text = "words" }).Text);
        Assert.Equal(new Notes.V1.Note(), mask.Apply(new Notes.V1.Note { Drawn = new() }));
    }

    [Theory]
    [InlineData("createdAt")]
    [InlineData("created_at.seconds")]
    [InlineData("labels.x")]
    [InlineData("tags.x")]
    [InlineData("")]
    [InlineData("maker.")]
    [InlineData("*,name")]
    public void Parse_OfAPathThatLeadsNowhere_IsRefused(string paths)
    {
        var exception = Assert.Throws<ServiceException>(() => ReadMask.Parse("fields", paths.Split(','), Item.Descriptor));
        Assert.Equal("FIELD_MASK_INVALID", exception.Reason);
        Assert.Equal($"the request is not valid: fields: \"{paths.Split(',')[0]}\" is not a valid path", exception.Status.Detail);
    }
}
