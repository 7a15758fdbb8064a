using FinCluster.Core.Errors;

namespace FinCluster.Process.Tests.BadInput.Http;

/// <summary>Fields of text completions and embeddings that are missing, of another type, or ask for what there is not.</summary>
[Collection(HttpBadInput.Name)]
public sealed class PromptFieldTests(BadInputServer server)
{
    private const string Completions = "/v1/completions";
    private const string Embeddings = "/v1/embeddings";

    [Theory]
    [InlineData("{}", "prompt")]
    [InlineData("""{"prompt":null}""", "prompt")]
    [InlineData("""{"prompt":1}""", "prompt")]
    [InlineData("""{"prompt":{}}""", "prompt")]
    [InlineData("""{"prompt":[]}""", "prompt")]
    [InlineData("""{"prompt":[[]]}""", "prompt")]
    [InlineData("""{"prompt":[[1],2]}""", "prompt")]
    [InlineData("""{"prompt":["a",1]}""", "prompt")]
    [InlineData("""{"prompt":[1,"a"]}""", "prompt")]
    [InlineData("""{"prompt":[true]}""", "prompt")]
    [InlineData("""{"prompt":["1","2","3","4","5","6","7","8","9","10","11","12","13","14","15","16","17"]}""", "prompt")]
    [InlineData("""{"prompt":["a","b"],"n":9}""", "n")]
    [InlineData("""{"prompt":"a","echo":1}""", "echo")]
    [InlineData("""{"prompt":"a","suffix":1}""", "suffix")]
    public Task Completion_WithAWrongField_IsRefused(string body, string parameter) =>
        server.AssertRefusesAsync(Completions, body, ErrorCode.InvalidRequest, parameter);

    [Theory]
    [InlineData("""{"prompt":"a","echo":true}""", "echo")]
    [InlineData("""{"prompt":"a","suffix":"b"}""", "suffix")]
    public Task Completion_WithAFeatureThatIsNotThere_IsRefused(string body, string parameter) =>
        server.AssertRefusesAsync(Completions, body, ErrorCode.Unsupported, parameter);

    [Theory]
    [InlineData("{}", "input")]
    [InlineData("""{"input":null}""", "input")]
    [InlineData("""{"input":1}""", "input")]
    [InlineData("""{"input":{}}""", "input")]
    [InlineData("""{"input":""}""", "input")]
    [InlineData("""{"input":[]}""", "input")]
    [InlineData("""{"input":["a",""]}""", "input")]
    [InlineData("""{"input":[[]]}""", "input")]
    [InlineData("""{"input":[["a"]]}""", "input")]
    [InlineData("""{"input":"a","encoding_format":1}""", "encoding_format")]
    [InlineData("""{"input":"a","encoding_format":"hex"}""", "encoding_format")]
    public Task Embedding_WithAWrongField_IsRefused(string body, string parameter) =>
        server.AssertRefusesAsync(Embeddings, body, ErrorCode.InvalidRequest, parameter);

    [Theory]
    [InlineData(Completions, """{"model":"nosuch","prompt":"a"}""")]
    [InlineData(Embeddings, """{"model":"nosuch","input":"a"}""")]
    [InlineData("/v1/sessions", """{"model":"nosuch"}""")]
    public Task Model_Unknown_IsRefused(string path, string body) => server.AssertRefusesAsync(path, body, ErrorCode.ModelNotFound, "model");
}
