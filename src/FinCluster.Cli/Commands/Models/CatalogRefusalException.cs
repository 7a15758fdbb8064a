namespace FinCluster.Cli.Commands.Models;

/// <summary>The catalog does not do what is asked; the program ends with <see cref="ExitCodes.Error"/>.</summary>
/// <param name="message">Why.</param>
internal sealed class CatalogRefusalException(string message) : Exception(message);
