using System.Text.Json;
using System.Text.Json.Nodes;
using FinCluster.Audit.Reading;
using FinCluster.Core.Audit;
using FinCluster.Core.Compliance.Labels;

namespace FinCluster.Cli.Commands.Audit;

/// <summary>An answer as it was recorded, and the request that gives it again.</summary>
/// <param name="Path">Where the request goes: chat or text completions.</param>
/// <param name="Body">The request: what the model read, the parameters and the seed.</param>
/// <param name="Tier">The tier that answered; null where there was one only.</param>
/// <param name="Fingerprint">What names the release that answered.</param>
/// <param name="Text">The answer as the model wrote it: masked, without labels.</param>
internal sealed record AnswerReplay(string Path, JsonObject Body, string? Tier, string Fingerprint, string Text)
{
    /// <summary>Rebuilds an answer from its events.</summary>
    /// <exception cref="IOException">The events are not all there, or their texts cannot be read.</exception>
    public static AnswerReplay Of(IReadOnlyList<AuditRecord> events)
    {
        (JsonObject generated, string read) = Find(events, AuditEventTypes.Generated, needsSecret: true);
        (JsonObject routed, _) = Find(events, AuditEventTypes.Routed, needsSecret: false);
        (JsonObject delivered, string text) = Find(events, AuditEventTypes.Delivered, needsSecret: true);
        JsonObject secret = JsonNode.Parse(read)!.AsObject();
        JsonObject body = Parameters(generated, secret);
        body["model"] = (string?)routed["model"];
        bool isChat = secret["messages"] is not null;
        if (isChat)
        {
            body["messages"] = secret["messages"]!.DeepClone();
            body["truncation"] = (bool?)generated["drop_oldest_turns"] == true ? "auto" : "disabled";
        }
        else
        {
            body["prompt"] = (secret["text"] ?? secret["tokens"])!.DeepClone();
        }

        return new AnswerReplay(
            isChat ? "/v1/chat/completions" : "/v1/completions",
            body,
            (string?)routed["tier"] is { } tier && tier != "cache" ? tier : null,
            (string?)delivered["fingerprint"] ?? "",
            AnswerLabel.Remove(JsonSerializer.Deserialize<string>(text)!));
    }

    private static (JsonObject Body, string Secret) Find(IReadOnlyList<AuditRecord> events, string type, bool needsSecret)
    {
        AuditRecord found = events.FirstOrDefault(record => record.Event.Type == type)
            ?? throw new IOException($"the request has no event {type}, so there is no answer to give again");
        return !needsSecret || found.Event.Secret is not null
            ? (JsonNode.Parse(found.Event.Body)!.AsObject(), found.Event.Secret ?? "")
            : throw new IOException($"the texts of the event {type} are {found.Secret.ToString().ToLowerInvariant()}");
    }

    private static JsonObject Parameters(JsonObject generated, JsonObject secret)
    {
        var body = new JsonObject
        {
            // The API's seeds are signed; the bits are the same.
            ["seed"] = unchecked((long)(ulong)generated["seed"]!),
        };
        foreach ((string name, string to) in (ReadOnlySpan<(string, string)>)
            [("temperature", "temperature"), ("top_k", "top_k"), ("top_p", "top_p"), ("min_p", "min_p"), ("repetition_penalty", "repetition_penalty"),
             ("frequency_penalty", "frequency_penalty"), ("presence_penalty", "presence_penalty"), ("logit_bias", "logit_bias"), ("max_tokens", "max_tokens"),
             ("min_tokens", "min_tokens"), ("ignore_end_of_sequence", "ignore_eos"), ("stop_tokens", "stop_token_ids"), ("include_stop_string", "include_stop_str_in_output")])
        {
            if (generated[name] is { } value)
            {
                body[to] = value.DeepClone();
            }
        }

        if (secret["stop_strings"] is JsonArray { Count: > 0 } stops)
        {
            body["stop"] = stops.DeepClone();
        }

        switch ((string?)generated["constraint"])
        {
            case "grammar":
                body["grammar"] = secret["constraint"]!.DeepClone();
                break;
            case "json_schema":
                body["response_format"] = new JsonObject
                {
                    ["type"] = "json_schema",
                    ["json_schema"] = new JsonObject { ["name"] = "recorded", ["schema"] = JsonNode.Parse((string)secret["constraint"]!) },
                };
                break;
            case "json_object":
                body["response_format"] = new JsonObject { ["type"] = "json_object" };
                break;
        }

        return body;
    }
}
