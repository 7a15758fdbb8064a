using FinCluster.Simulation.Engine;

namespace FinCluster.Simulation.Tests.Engine;

public sealed class EngineSpeedsTests
{
    [Theory]
    [InlineData(1, 1464, 0.0115)]
    [InlineData(4, 1191, 0.0262)]
    [InlineData(16, 1065, 0.0495)]
    public void ShippedEngine_GivesWhatWasMeasured(int sequences, double tokensPerSecond, double firstToken)
    {
        var speeds = new EngineSpeeds(EngineProfile.Shipped);

        Assert.Equal(tokensPerSecond, speeds.TokensPerSecond(sequences, 72, 64), 0.5);
        Assert.Equal(firstToken, speeds.PrefillSeconds(sequences, 72), 1e-9);
    }

    [Fact]
    public void BetweenMeasurements_IsAStraightLine()
    {
        var speeds = new EngineSpeeds(EngineProfile.Shipped);

        Assert.Equal((speeds.TokenSeconds(4) + speeds.TokenSeconds(16)) / 2, speeds.TokenSeconds(10), 1e-12);
        Assert.Equal((speeds.PrefillSeconds(4, 10) + speeds.PrefillSeconds(16, 10)) / 2, speeds.PrefillSeconds(10, 10), 1e-12);
    }

    [Theory]
    [InlineData("", "cannot be read")]
    [InlineData("null", "the engine is null")]
    [InlineData("{}", "cannot be read")]
    [InlineData("sequences: 0", "sequences must be")]
    [InlineData("promptTokens: 0", "promptTokens must be")]
    [InlineData("answerTokens: 1", "answerTokens must be")]
    [InlineData("measured: []", "measured is empty")]
    [InlineData("measured: [null]", "ascending order")]
    [InlineData("measured: [{ \"sequences\": 0, \"tokensPerSecond\": 10, \"firstTokenSeconds\": 0.1 }]", "ascending order")]
    [InlineData("measured: [{ \"sequences\": 1, \"tokensPerSecond\": 10, \"firstTokenSeconds\": 0.1 }]", "must be at sequences")]
    [InlineData("measured: [{ \"sequences\": 2, \"tokensPerSecond\": 0, \"firstTokenSeconds\": 0.1 }]", "measured at 2")]
    [InlineData("measured: [{ \"sequences\": 2, \"tokensPerSecond\": 100, \"firstTokenSeconds\": 5 }]", "measured at 2")]
    [InlineData("startSeconds: -1", "startSeconds must be")]
    [InlineData("startSpread: 3", "startSpread must be")]
    [InlineData("drainSeconds: 86401", "drainSeconds must be")]
    [InlineData("contextTokens: 0", "contextTokens must be")]
    [InlineData("speed: 1", "cannot be read")]
    public void Parse_WrongProfile_SaysWhy(string change, string message)
    {
        FormatException error = Assert.Throws<FormatException>(() => EngineProfile.Parse(Changed(change)));

        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    private static string Changed(string change)
    {
        if (change.Length == 0 || change is "null" or "{}")
        {
            return change;
        }

        var profile = System.Text.Json.Nodes.JsonNode.Parse("""
            { "source": "s", "sequences": 2, "promptTokens": 10, "answerTokens": 100, "startSeconds": 1, "drainSeconds": 1,
              "measured": [{ "sequences": 2, "tokensPerSecond": 100, "firstTokenSeconds": 0.1 }] }
            """)!.AsObject();
        string[] parts = change.Split(": ", 2);
        profile[parts[0]] = System.Text.Json.Nodes.JsonNode.Parse(parts[1]);
        return profile.ToJsonString();
    }
}
