using FinCluster.Core.Errors;

namespace FinCluster.Process.Tests.BadInput.Http;

/// <summary>Every number of every body, with values that it cannot have.</summary>
[Collection(HttpBadInput.Name)]
public sealed class NumericFieldTests(BadInputServer server)
{
    private const string Chat = BadInputServer.ChatPath;
    private const string Completions = "/v1/completions";
    private const string Embeddings = "/v1/embeddings";

    private static readonly string[] NoNumber = ["\"1\"", "\"NaN\"", "\"\"", "true", "[1]", "{}"];

    private static readonly string[] Huge = ["-1e308", "1e308", "1e400", "-1e400"];

    private static readonly string[] NoInt64 = [.. NoNumber, .. Huge, "1.5", "1e0", "9223372036854775808", "-123456789012345678901234567890"];

    private static readonly string[] NoInt32 = [.. NoInt64, "2147483648", "-2147483649"];

    public static TheoryData<string, string, string, string> NumbersOutOfRange => Rows(
        (Chat, "\"temperature\":§", "temperature", [.. Huge, "-0.1", "2.01"]),
        (Chat, "\"top_p\":§", "top_p", [.. Huge, "0", "-0.1", "1.01"]),
        (Chat, "\"min_p\":§", "min_p", [.. Huge, "-0.1", "1.01"]),
        (Chat, "\"repetition_penalty\":§", "repetition_penalty", [.. Huge, "0", "-0.1", "2.01"]),
        (Chat, "\"frequency_penalty\":§", "frequency_penalty", [.. Huge, "-2.01", "2.01"]),
        (Chat, "\"presence_penalty\":§", "presence_penalty", [.. Huge, "-2.01", "2.01"]),
        (Chat, "\"logit_bias\":{\"1\":§}", "logit_bias", [.. Huge, "-100.5", "101"]),
        (Chat, "\"logit_bias\":{\"§\":1}", "logit_bias", ["-1", "1.5", "NaN", "", " 1", "2147483648", "99999999999999999999", "1000000"]),
        (Chat, "\"top_k\":§", "top_k", ["-2"]),
        (Chat, "\"max_tokens\":§", "max_tokens", ["0", "-1", "-2147483648"]),
        (Chat, "\"max_completion_tokens\":§", "max_completion_tokens", ["0", "-1", "-2147483648"]),
        (Chat, "\"min_tokens\":§", "min_tokens", ["-1", "13", "2147483647"]),
        (Chat, "\"n\":§", "n", ["0", "-1", "17", "2147483647"]),
        (Chat, "\"logprobs\":true,\"top_logprobs\":§", "top_logprobs", ["-1", "21", "2147483647"]),
        (Chat, "\"stop_token_ids\":[§]", "stop_token_ids", ["-1", "1000000", "-2147483648"]),
        (Completions, "\"logprobs\":§", "logprobs", ["-1", "21", "2147483647"]),
        (Completions, "\"n\":§", "n", ["0", "17"]),
        (Completions, "\"max_tokens\":§", "max_tokens", ["0", "-1"]),
        (Completions, "\"prompt\":[1,§]", "prompt", ["-1", "1000000", "-2147483648"]),
        (Embeddings, "\"input\":[1,§]", "input", ["-1", "1000000"]));

    public static TheoryData<string, string, string, string> NoNumbers => Rows(
        (Chat, "\"temperature\":§", "temperature", NoNumber),
        (Chat, "\"top_p\":§", "top_p", NoNumber),
        (Chat, "\"min_p\":§", "min_p", NoNumber),
        (Chat, "\"repetition_penalty\":§", "repetition_penalty", NoNumber),
        (Chat, "\"frequency_penalty\":§", "frequency_penalty", NoNumber),
        (Chat, "\"presence_penalty\":§", "presence_penalty", NoNumber),
        (Chat, "\"logit_bias\":{\"1\":§}", "logit_bias.1", NoNumber),
        (Chat, "\"logit_bias\":§", "logit_bias", ["1", "\"1\"", "true", "[1]"]),
        (Completions, "\"temperature\":§", "temperature", NoNumber));

    public static TheoryData<string, string, string, string> NoIntegers => Rows(
        (Chat, "\"seed\":§", "seed", NoInt64),
        (Chat, "\"session\":{\"id\":\"ses_1\",\"version\":§}", "session.version", NoInt64),
        (Chat, "\"top_k\":§", "top_k", NoInt32),
        (Chat, "\"max_tokens\":§", "max_tokens", NoInt32),
        (Chat, "\"max_completion_tokens\":§", "max_completion_tokens", NoInt32),
        (Chat, "\"max_completion_tokens\":5,\"max_tokens\":§", "max_tokens", ["\"1\"", "-1"]),
        (Chat, "\"min_tokens\":§", "min_tokens", NoInt32),
        (Chat, "\"n\":§", "n", NoInt32),
        (Chat, "\"logprobs\":true,\"top_logprobs\":§", "top_logprobs", NoInt32),
        (Chat, "\"stop_token_ids\":[§]", "stop_token_ids", [.. NoInt32, "null"]),
        (Chat, "\"stop_token_ids\":§", "stop_token_ids", ["1", "\"1\"", "true", "{}"]),
        (Completions, "\"logprobs\":§", "logprobs", NoInt32),
        (Completions, "\"best_of\":§", "best_of", NoInt32),
        (Completions, "\"prompt\":[1,§]", "prompt", [.. NoInt32, "null"]),
        (Embeddings, "\"dimensions\":§", "dimensions", NoInt32),
        (Embeddings, "\"input\":[1,§]", "input", [.. NoInt32, "null"]));

    [Theory]
    [MemberData(nameof(NumbersOutOfRange))]
    public Task Number_OutOfRange_IsRefused(string path, string fields, string parameter, string value) =>
        AssertRefusesAsync(path, fields, parameter, value);

    [Theory]
    [MemberData(nameof(NoNumbers))]
    public Task Number_OfAnotherType_IsRefused(string path, string fields, string parameter, string value) =>
        AssertRefusesAsync(path, fields, parameter, value);

    [Theory]
    [MemberData(nameof(NoIntegers))]
    public Task Integer_OfAnotherType_IsRefused(string path, string fields, string parameter, string value) =>
        AssertRefusesAsync(path, fields, parameter, value);

    [Theory]
    [InlineData(Chat, "\"max_tokens\":1024", "max_tokens", ErrorCode.ContextLengthExceeded)]
    [InlineData(Chat, "\"max_tokens\":2147483647", "max_tokens", ErrorCode.ContextLengthExceeded)]
    [InlineData(Completions, "\"max_tokens\":2147483647", "max_tokens", ErrorCode.ContextLengthExceeded)]
    [InlineData(Completions, "\"best_of\":2", "best_of", ErrorCode.Unsupported)]
    [InlineData(Embeddings, "\"dimensions\":-1", "dimensions", ErrorCode.Unsupported)]
    [InlineData(Embeddings, "\"dimensions\":255", "dimensions", ErrorCode.Unsupported)]
    public Task Number_ThatTheModelCannotServe_IsRefused(string path, string fields, string parameter, ErrorCode code) =>
        server.AssertRefusesAsync(path, Body(path, fields), code, parameter);

    private static TheoryData<string, string, string, string> Rows(params (string Path, string Fields, string Parameter, string[] Values)[] rows)
    {
        var data = new TheoryData<string, string, string, string>();
        foreach ((string path, string fields, string parameter, string[] values) in rows)
        {
            foreach (string value in values)
            {
                data.Add(path, fields, parameter, value);
            }
        }

        return data;
    }

    private Task AssertRefusesAsync(string path, string fields, string parameter, string value) => server.AssertRefusesAsync(
        path, Body(path, fields.Replace("§", value, StringComparison.Ordinal)), ErrorCode.InvalidRequest, parameter);

    /// <summary>Makes a body that is good but for <paramref name="fields"/>; what stands there is not given a second time.</summary>
    private static string Body(string path, string fields)
    {
        string[] good = path switch
        {
            Chat => ["\"messages\":[{\"role\":\"user\",\"content\":\"什么是LPR？\"}]", "\"max_tokens\":12"],
            Completions => ["\"prompt\":\"什么是LPR？\""],
            _ => ["\"input\":\"什么是LPR？\""],
        };
        IEnumerable<string> kept = good.Where(field => !fields.Contains(field[..field.IndexOf(':', StringComparison.Ordinal)], StringComparison.Ordinal));
        return $"{{{string.Join(',', [.. kept, fields])}}}";
    }
}
