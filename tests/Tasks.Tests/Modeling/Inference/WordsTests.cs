using Grpc.Service.Sdk.Modeling.Inference;

namespace Grpc.Service.Sdk.Tests.Modeling.Inference;

public sealed class WordsTests
{
    [Theory]
    [InlineData("Product", "Products")]
    [InlineData("Category", "Categories")]
    [InlineData("category", "categories")]
    [InlineData("Day", "Days")]
    [InlineData("Key", "Keys")]
    [InlineData("Bus", "Buses")]
    [InlineData("Box", "Boxes")]
    [InlineData("Quiz", "Quizes")]
    [InlineData("Branch", "Branches")]
    [InlineData("Dish", "Dishes")]
    [InlineData("Shelf", "Shelves")]
    [InlineData("Knife", "Knives")]
    [InlineData("Tariff", "Tariffs")]
    [InlineData("SKU", "SKUs")]
    [InlineData("Person", "People")]
    [InlineData("SalesPerson", "SalesPeople")]
    [InlineData("sales_person", "sales_people")]
    [InlineData("Child", "Children")]
    [InlineData("search_index", "search_indices")]
    [InlineData("Series", "Series")]
    [InlineData("product_id", "product_ids")]
    public void Plural_Name_LastWordInPlural(string name, string plural) => Assert.Equal(plural, Words.Plural(name));

    [Theory]
    [InlineData("Product", "product")]
    [InlineData("ProductVariant", "product_variant")]
    [InlineData("HTTPRoute", "http_route")]
    [InlineData("SKU", "sku")]
    [InlineData("ApiV2Key", "api_v2_key")]
    public void Snake_PascalName_WordsApart(string name, string snake) => Assert.Equal(snake, Words.Snake(name));
}
