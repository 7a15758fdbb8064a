namespace FinCluster.Testing.Processes;

/// <summary>What keeps the state of a cluster of many machines.</summary>
public enum ControlPlaneEngine
{
    /// <summary>Redis alone.</summary>
    Redis,

    /// <summary>Orleans silos over Redis.</summary>
    Orleans,
}

/// <summary>Which engines this build has.</summary>
public static class ControlPlaneEngines
{
#if FULL_REGISTRY
    private const bool HasOrleans = true;
#else
    private const bool HasOrleans = false;
#endif

    /// <summary>Skips a test on an engine that this build lacks.</summary>
    public static void Require(ControlPlaneEngine engine) => Assert.SkipUnless(
        HasOrleans || engine != ControlPlaneEngine.Orleans,
        "the package registry lacks Orleans, so this build has no such engine (eng/probe-registry.sh)");
}
