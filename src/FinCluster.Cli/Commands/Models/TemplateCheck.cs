using FinCluster.Cli.Native;
using FinCluster.Inference;
using FinCluster.Inference.Models;

namespace FinCluster.Cli.Commands.Models;

/// <summary>Looks at chat templates before they are sent: nodes would refuse to load one that the native library does not know.</summary>
internal static class TemplateCheck
{
    /// <summary>Says what is wrong with a template; null when nothing is. Where there is no native library, only its form is looked at.</summary>
    public static string? FindProblem(string path)
    {
        try
        {
            ChatTemplateFile.Read(path);

            // Whoever pushes need not be able to compute.
            return NativeLibraryLocator.TryLocate(NativeLibraryOptions.From(NativeEnvironment.Current)) is { } folder
                ? ChatTemplateFile.FindProblem(path, folder)
                : null;
        }
        catch (ModelFileException e)
        {
            return e.Reason;
        }
        catch (Exception e) when (e is NativeLibraryException or EngineStartException)
        {
            return null;
        }
    }
}
