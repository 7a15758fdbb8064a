using FinCluster.Inference.Models;
using FinCluster.Testing.Gguf;

namespace FinCluster.Inference.Tests.Models;

/// <summary>Files that are not well formed, whatever they mean.</summary>
public sealed class GgufBadFormatTests
{
    private const string Norm = "output_norm.weight";

    private static readonly Dictionary<string, (string Reason, Action<GgufWriter> Change)> Cases = new(StringComparer.Ordinal)
    {
        ["magic"] = ("not a GGUF file (it starts with 0x67676D6C", w => w.Magic = 0x6C6D6767),
        ["version 0"] = ("unsupported GGUF version 0", w => w.Version = 0),
        ["version 1"] = ("unsupported GGUF version 1", w => w.Version = 1),
        ["version 4"] = ("unsupported GGUF version 4", w => w.Version = 4),
        ["big-endian"] = ("it is big-endian", w => w.Version = 0x03000000),
        ["absurd tensor count"] = ("declares 9223372036854775807 tensors", w => w.WrongTensorCount = long.MaxValue),
        ["negative tensor count"] = ("declares 18446744073709551615 tensors", w => w.WrongTensorCount = ulong.MaxValue),
        ["more tensors than bytes"] = ("declares 60000 tensors", w => w.WrongTensorCount = 60_000),
        ["absurd key count"] = ("declares 18446744073709551615 metadata keys", w => w.WrongKeyCount = ulong.MaxValue),
        ["too many keys"] = ("declares 16385 metadata keys", w => w.WrongKeyCount = 16_385),
        ["empty key"] = ("has a key of 0 bytes", w => w.Set("", 1u)),
        ["long key"] = ("has a key of 70000 bytes", w => w.Set(new string('k', 70_000), 1u)),
        ["key with a zero byte"] = ("has a key with a control character", w => w.Set("general.name\0x", 1u)),
        ["key twice"] = ("the key 'general.name' occurs twice", w => w.AddRaw("general.name", GgufWireType.U8, [1])),
        ["unknown value type"] = ("the key 'x' has the unknown type 13", w => w.SetRaw("x", 13, [0])),
        ["array of arrays"] = ("the key 'x' has the unknown type 9", w => w.SetArray("x", GgufWireType.Array, 1, [])),
        ["absurd array"] = ("the key 'x' has 18446744073709551615 elements", w => w.SetArray("x", GgufWireType.U8, -1, [])),
        ["array larger than the file"] = ("truncated: the key 'x' has 4000000 elements", w =>
            w.SetArray("x", GgufWireType.U64, 4_000_000, [])),
        ["strings larger than the file"] = ("truncated: the key 'x' has 4000000", w => w.SetArray("x", GgufWireType.Text, 4_000_000, [])),
        ["string larger than the file"] = ("holds a string of 4611686018427387904 bytes", w =>
            w.SetRaw("x", GgufWireType.Text, BitConverter.GetBytes(1UL << 62))),
        ["long text that is no UTF-8"] = ("the key 'x' is not UTF-8", w =>
            w.SetRaw("x", GgufWireType.Text, [.. BitConverter.GetBytes(100_000UL), .. Enumerable.Repeat((byte)0xFF, 100_000)])),
        ["absurd text"] = ("the key 'x' is a text of 40000000 bytes", w =>
            w.SetRaw("x", GgufWireType.Text, [.. BitConverter.GetBytes(40_000_000UL), .. new byte[40_000_000]])),
        ["alignment 0"] = ("the alignment 0 is no power of two", w => w.Set("general.alignment", 0u)),
        ["alignment 48"] = ("the alignment 48 is no power of two", w => w.Set("general.alignment", 48u)),
        ["alignment 2 GiB"] = ("the alignment 2147483648 is no power of two up to", w => w.Set("general.alignment", 1u << 31)),
        ["alignment of another type"] = ("'general.alignment' is of type U16 instead of U32", w => w.Set("general.alignment", (ushort)32)),
        ["data aligned too little"] = ("no multiple of 32", AlignTo8),
        ["no architecture"] = ("the key 'general.architecture' is missing", w => w.Remove("general.architecture")),
        ["architecture of another type"] = ("'general.architecture' is of type U32 instead of Text", w =>
            w.Set("general.architecture", 1u)),
        ["absurd architecture"] = ("'general.architecture' has 100000 characters", w =>
            w.Set("general.architecture", new string('a', 100_000))),
        ["tensor twice"] = ("the tensor 'output.weight' occurs twice", w => w.ChangeTensor(Norm, t => t with { Name = "output.weight" })),
        ["tensor without a name"] = ("has a tensor name of 0 bytes", w => w.ChangeTensor(Norm, t => t with { Name = "" })),
        ["long tensor name"] = ("has a tensor name of 64 bytes", w => w.ChangeTensor(Norm, t => t with { Name = new string('t', 64) })),
        ["no dimensions"] = ("has 0 dimensions", w => w.ChangeTensor(Norm, t => t with { WrongDimensionCount = 0 })),
        ["five dimensions"] = ("has 5 dimensions", w => w.ChangeTensor(Norm, t => t with { Dimensions = [64, 1, 1, 1, 1] })),
        ["dimension 0"] = ("dimension 1 of the tensor 'output_norm.weight' is 0", w =>
            w.ChangeTensor(Norm, t => t with { Dimensions = [64, 0] })),
        ["negative dimension"] = ("is -64", w => w.ChangeTensor(Norm, t => t with { Dimensions = [-64] })),
        ["elements beyond counting"] = ("has more elements than can be counted", w =>
            w.ChangeTensor(Norm, t => t with { Dimensions = [1L << 32, 1L << 31, 2] })),
        ["elements beyond counting twice"] = ("has more elements than can be counted", w =>
            w.ChangeTensor(Norm, t => t with { Dimensions = [long.MaxValue, long.MaxValue, long.MaxValue, long.MaxValue] })),
        ["bytes beyond counting"] = ("truncated: the tensor 'output_norm.weight' has 36893488147419103228 bytes", w =>
            w.ChangeTensor(Norm, t => t with { Dimensions = [long.MaxValue] })),
        ["removed type"] = ("has the unknown type 4", w => w.ChangeTensor(Norm, t => t with { Type = 4 })),
        ["unknown type"] = ("has the unknown type 43", w => w.ChangeTensor(Norm, t => t with { Type = 43 })),
        ["absurd type"] = ("has the unknown type 4294967295", w => w.ChangeTensor(Norm, t => t with { Type = uint.MaxValue })),
        ["row of half a block"] = ("no multiple of the 32 of a Q8_0 block", w =>
            w.ChangeTensor(Norm, t => t with { Type = 8, Dimensions = [16] })),
        ["misaligned offset"] = ("is at offset 1, but", w => w.ChangeTensor(Norm, t => t with { WrongOffset = 1 })),
        ["overlap"] = ("is at offset 0, but the one before it ends at", w => w.ChangeTensor(Norm, t => t with { WrongOffset = 0 })),
        ["offset outside"] = ("truncated", w => w.ChangeTensor(Norm, t => t with { WrongOffset = 1UL << 40 })),
        ["offset beyond counting"] = ("truncated", w => w.ChangeTensor(Norm, t => t with { WrongOffset = ulong.MaxValue })),
    };

    public static TheoryData<string> CaseNames => [.. Cases.Keys];

    [Theory]
    [MemberData(nameof(CaseNames))]
    public void Read_BadFile_SaysWhy(string name)
    {
        (string reason, Action<GgufWriter> change) = Cases[name];
        GgufWriter writer = TinyLlamaModel.Create();
        change(writer);
        using var model = new TemporaryModel(writer);

        ModelFileException error = Assert.Throws<ModelFileException>(() => GgufFile.Read(model.Path));

        Assert.Contains(reason, error.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_KeyThatIsNoUtf8_SaysWhy()
    {
        byte[] content = TinyLlamaModel.Create().ToBytes();
        int key = content.AsSpan().IndexOf("general.name"u8);
        content[key] = 0xFF;
        using var model = new TemporaryModel(content);

        ModelFileException error = Assert.Throws<ModelFileException>(() => GgufFile.Read(model.Path));

        Assert.Contains("has a key that is not UTF-8", error.Reason, StringComparison.Ordinal);
    }

    private static void AlignTo8(GgufWriter writer)
    {
        writer.Alignment = 8;
        writer.Set("general.alignment", 8u);

        // Moves the start of the data until it is no multiple of 32.
        while ((writer.HeaderLength() + 7) / 8 * 8 % 32 == 0)
        {
            writer.Set("general.name", new string('n', writer.Keys.Count() + writer.HeaderLength() % 97));
        }
    }
}
