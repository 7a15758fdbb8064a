namespace FinCluster.Cli.Commands;

/// <summary>The command line asks for something that cannot be; the program ends with <see cref="ExitCodes.Usage"/>.</summary>
/// <param name="message">What is wrong with which option.</param>
internal sealed class UsageException(string message) : Exception(message);
