using FinCluster.Grpc.Reflection;
using Google.Protobuf.WellKnownTypes;

namespace FinCluster.Grpc.Tests.Reflection;

public sealed class DescriptorIndexTests
{
    [Fact]
    public void WithImports_FileThatImports_ListsEachFileOnceAndItselfFirst()
    {
        string[] names = [.. DescriptorIndex.WithImports(TypeReflection.Descriptor).Select(file => file.Name)];

        Assert.Equal("google/protobuf/type.proto", names[0]);
        Assert.Equal(
            ["google/protobuf/any.proto", "google/protobuf/source_context.proto"], names.Skip(1).Order(StringComparer.Ordinal));
    }
}
