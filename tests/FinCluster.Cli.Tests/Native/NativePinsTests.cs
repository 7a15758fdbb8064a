using FinCluster.Cli.Native;

namespace FinCluster.Cli.Tests.Native;

public sealed class NativePinsTests
{
    private static readonly NativePins Pins = NativePins.Embedded;

    [Fact]
    public void Embedded_Packages_ArePinnedByHashAndSize() => Assert.All(Pins.Packages, package =>
    {
        Assert.StartsWith("@node-llama-cpp/", package.Name, StringComparison.Ordinal);
        Assert.StartsWith("sha512-", package.Integrity, StringComparison.Ordinal);
        Assert.Equal(64, Convert.FromBase64String(package.Integrity["sha512-".Length..]).Length);
        Assert.InRange(package.Size, 1_000_000, 1_000_000_000);
        Assert.StartsWith("package/bins/", package.Folder, StringComparison.Ordinal);
        Assert.False(package.Folder.EndsWith('/'));
    });

    [Fact]
    public void Embedded_Variants_NamePinnedPackagesOnce()
    {
        Assert.Distinct(Pins.Variants.Select(variant => variant.Name));
        Assert.Distinct(Pins.Packages.Select(package => package.Name));
        Assert.All(Pins.Variants, variant => Assert.NotEmpty(Pins.PackagesOf(variant)));
    }

    [Theory]
    [InlineData("linux", "x64", "linux-x64")]
    [InlineData("linux", "arm64", "linux-arm64")]
    public void Select_NoName_IsTheCpuBuildOfThePlatform(string os, string arch, string expected)
    {
        NativeVariant variant = Pins.Select(null, new NativePlatform(os, arch));

        Assert.Equal((expected, "cpu"), (variant.Name, variant.Accelerator));
    }

    [Theory]
    [InlineData("linux-musl", "x64")]
    [InlineData("linux", "riscv64")]
    public void Select_PlatformWithoutBuild_NamesThePlatformAndAWayOut(string os, string arch)
    {
        var error = Assert.Throws<NativeLibraryException>(() => Pins.Select(null, new NativePlatform(os, arch)));

        Assert.Equal(NativeLibraryError.Unsupported, error.Error);
        Assert.Contains($"{os}-{arch}", error.Message, StringComparison.Ordinal);
        Assert.Contains(NativeEnvironment.DirectoryVariable, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Select_UnknownName_NamesTheKnownOnes()
    {
        var error = Assert.Throws<NativeLibraryException>(() => Pins.Select("linux-x46", new NativePlatform("linux", "x64")));

        Assert.Contains("'linux-x46'", error.Message, StringComparison.Ordinal);
        Assert.Contains("linux-x64-cuda", error.Message, StringComparison.Ordinal);
    }
}
