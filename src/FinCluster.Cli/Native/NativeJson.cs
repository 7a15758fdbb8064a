using System.Text.Json.Serialization;

namespace FinCluster.Cli.Native;

/// <summary>How the pins, the manifests and the command's output are written.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    WriteIndented = true,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(NativePins))]
[JsonSerializable(typeof(NativeManifest))]
[JsonSerializable(typeof(NativeInstallReport))]
[JsonSerializable(typeof(NativeVerifyReport))]
[JsonSerializable(typeof(IReadOnlyList<NativeVariantReport>))]
internal sealed partial class NativeJson : JsonSerializerContext;
