using FinCluster.Core.Scaling.Demand;

namespace FinCluster.Core.Tests.Scaling;

public sealed class GatewayDemandTextTests
{
    [Fact]
    public void Parse_WhatANewerGatewayAdds_IsPassedOver()
    {
        GatewayDemand demand = GatewayDemandText.Parse(
            """{"gateway":"g","since":5,"models":[{"model":"m","requests":7,"tier":"edge"}]}""");

        Assert.Equal(("g", "m", 7), (demand.Gateway, demand.Models[0].Model, demand.Models[0].Requests));
        Assert.Empty(demand.Models[0].FirstTokens);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"gateway":"g"}""")]
    [InlineData("""{"gateway":null,"models":[]}""")]
    [InlineData("""{"gateway":"g","models":null}""")]
    [InlineData("""{"gateway":"g","models":[null]}""")]
    [InlineData("""{"gateway":"g","models":[{}]}""")]
    [InlineData("""{"gateway":"g","models":[{"model":"m","requests":"many"}]}""")]
    public void Parse_NoPost_Throws(string text) => Assert.Throws<FormatException>(() => GatewayDemandText.Parse(text));
}
