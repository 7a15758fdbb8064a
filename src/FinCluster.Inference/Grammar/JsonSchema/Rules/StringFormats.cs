namespace FinCluster.Inference.Grammar.JsonSchema.Rules;

/// <summary>
/// The formats that are enforced, as patterns (RFC 3339, RFC 4122). Dates exist in the calendar and have years from 1000, within what date
/// types of common languages hold; times have no leap seconds.
/// </summary>
internal static class StringFormats
{
    private const string Day28 = @"(?:0[1-9]|1\d|2[0-8])";
    private const string Day30 = @"(?:0[1-9]|[12]\d|30)";
    private const string Day31 = @"(?:0[1-9]|[12]\d|3[01])";
    private const string LeapYear = @"(?:[1-9]\d(?:0[48]|[2468][048]|[13579][26])|(?:[2468][048]|[13579][26])00)";

    private const string Date =
        $@"(?:[1-9]\d{{3}}-(?:(?:0[13578]|1[02])-{Day31}|(?:0[469]|11)-{Day30}|02-{Day28})|{LeapYear}-02-29)";

    private const string Time = @"(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,9})?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)";

    /// <summary>The pattern of the format <paramref name="name"/>; null where the name is an annotation.</summary>
    public static string? TryGetPattern(string name) => name switch
    {
        "date" => $"^{Date}$",
        "time" => $"^{Time}$",
        "date-time" => $"^{Date}T{Time}$",
        "uuid" => "^[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$",
        _ => null,
    };
}
