using FinCluster.Core.Errors;

namespace FinCluster.Gateway.Chat;

/// <summary>The end user as a tenant names him.</summary>
internal static class UserName
{
    private const int MaxLength = 256;

    /// <summary>Reads a name; null when there is none.</summary>
    /// <exception cref="RequestException">It is too long.</exception>
    public static string? Check(string? user) => user is null or "" ? null
        : user.Length <= MaxLength ? user
        : throw RequestException.Invalid("user", $"user must have at most {MaxLength} characters");
}
