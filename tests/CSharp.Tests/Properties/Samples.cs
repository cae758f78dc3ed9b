using CsCheck;
using Google.Protobuf;
using Google.Protobuf.Collections;
using Google.Protobuf.WellKnownTypes;
using Notes.V1;
using Shop.V1;

namespace GrpcServiceTemplate.Tests.Properties;

/// <summary>Messages of few values, so that they often are alike.</summary>
internal static class Samples
{
    // A failing seed is printed; it is given to Sample's seed to see it again.
    public const int Seconds = 1;

    private static readonly string s_long = new('x', 256);

    private static readonly Gen<string> s_text = Gen.OneOf("", "a", "A", "b", "ü", "\ue000", "😀", s_long + "1", s_long + "2");

    /// <summary>An item with every type of field that can order a list.</summary>
    public static Gen<Item> Item { get; } =
        from name in s_text
        from stock in Gen.OneOf(int.MinValue, -1, 0, 1)
        from price in Gen.OneOf<double?>(null, double.NaN, double.NegativeInfinity, -0.0, 0, 1.5, double.PositiveInfinity)
        from kind in Gen.Int[-1, 2]
        from maker in Maybe(s_text.Select(country => new Item.Types.Maker { Country = country }))
        from created in Gen.OneOf(null, new Timestamp(), new Timestamp { Seconds = -1, Nanos = 5 }, new Timestamp { Nanos = 5 })
        from pages in Gen.OneOf<int?>(null, 0, 7)
        from sold in Gen.OneOf(0UL, 1UL, ulong.MaxValue)
        from warranty in Gen.OneOf(null, new Duration(), new Duration { Nanos = -1 })
        select new Item
        {
            Name = name,
            Stock = stock,
            Kind = (Item.Types.Kind)kind,
            Maker = maker,
            CreatedAt = created?.Clone(),
            Pages = pages,
            Sold = sold,
            Warranty = warranty?.Clone(),
        }.With(item => item.SetPrice(price));

    /// <summary>A note without what is the server's or cannot change.</summary>
    public static Gen<Note> Note { get; } =
        from title in s_text
        from style in StyleOf(2)
        from tags in s_text.List[0, 2]
        from others in StyleOf(0).List[0, 2]
        from named in Gen.Select(s_text, StyleOf(0)).Array[0, 2]
        from rank in Gen.OneOf<int?>(null, 0, 3)
        from body in Gen.Int[0, 3]
        from drawn in StyleOf(1)
        select new Note { Id = "a", Title = title, Style = style, Tags = { tags }, Others = { others.OfType<Style>() } }.With(note =>
        {
            foreach (var (key, value) in named)
            {
                note.Named[key] = value ?? new Style();
            }

            if (rank is { } given)
            {
                note.Rank = given;
            }

            if (body == 1)
            {
                note.Text = title;
            }
            else if (body == 2)
            {
                note.Drawn = drawn ?? new Style();
            }
        });

    /// <summary>What the in-memory store answers: it never waits.</summary>
    public static T AtOnce<T>(this ValueTask<T> done) => done.IsCompletedSuccessfully ? done.Result : throw new InvalidOperationException("It waits.");

    public static T With<T>(this T message, Action<T> change)
    {
        change(message);
        return message;
    }

    private static Gen<T?> Maybe<T>(Gen<T> some)
        where T : class => Gen.Select(Gen.Bool, some, (isThere, value) => isThere ? value : null);

    private static Gen<Style?> StyleOf(int depth) => Maybe(depth == 0
        ? s_text.Select(font => new Style { Font = font })
        : Gen.Select(s_text, StyleOf(depth - 1), (font, inner) => new Style { Font = font, Base = inner }));

    private static void SetPrice(this Item item, double? price)
    {
        if (price is { } given)
        {
            item.Price = given;
        }
    }
}
