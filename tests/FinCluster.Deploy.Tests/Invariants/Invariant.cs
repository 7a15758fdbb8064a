using System.Reflection;
using FinCluster.Deploy.Tests.Charts;

namespace FinCluster.Deploy.Tests.Invariants;

/// <summary>What holds for the chart whatever its values are. Every method of the classes below is one, and returns what breaks it.</summary>
internal static class Invariant
{
    private static readonly Type[] Classes = 
    [
        typeof(ArgumentInvariants), typeof(DrainInvariants), typeof(NetworkInvariants), typeof(PlacementInvariants), typeof(PortInvariants),
        typeof(ScalerInvariants), typeof(SecurityInvariants), typeof(SelectorInvariants), typeof(VolumeInvariants),
    ];

    /// <summary>Gets the invariants by their names.</summary>
    public static IReadOnlyDictionary<string, Func<RenderedChart, IEnumerable<string>>> All { get; } = Classes
        .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Static))
        .Where(method => method.ReturnType == typeof(IEnumerable<string>))
        .ToDictionary(method => method.Name, method => method.CreateDelegate<Func<RenderedChart, IEnumerable<string>>>());
}
