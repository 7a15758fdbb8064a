namespace FinCluster.Testing.Engine;

/// <summary>Finds the installed native library, as <c>test.sh</c> or <c>fincluster native install</c> left it.</summary>
public static class NativeLibraryFolder
{
    /// <summary>The variable that names the folder.</summary>
    public const string Variable = "FINCLUSTER_NATIVE_DIR";

    /// <summary>Gets the folder. A test that needs it fails without it: the engine is no optional part.</summary>
    public static string Require() =>
        Environment.GetEnvironmentVariable(Variable) is { } folder && Directory.Exists(folder)
            ? folder
            : throw new InvalidOperationException($"{Variable} names no folder with the native library; ./test.sh installs it and sets it");
}
