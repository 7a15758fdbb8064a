using System.Buffers;
using FinCluster.Contracts.Node.V1;
using FinCluster.Core.Engine;
using FinCluster.Testing;
using FinCluster.Wire;
using Google.Protobuf;

namespace FinCluster.Gateway.Tests.Wire;

/// <summary>What the decoder makes of an event's bytes is what the parser makes of them.</summary>
public sealed class GenerateEventDecoderTests
{
    private readonly GenerateEventDecoder _decoder = new();

    public static TheoryData<int, string> Tokens =>
        new MatrixTheoryData<int, string>(
            [0, 1, 127, 128, 16_383, 16_384, 151_643, (1 << 28) - 1, 1 << 28, int.MaxValue, -1],
            ["", "a", " the", "利率", "😀", "\n\"\\", new string('x', 60), new string('长', 21), new string('x', 64), new string('长', 200)]);

    [Theory]
    [MemberData(nameof(Tokens))]
    public void Decode_Token_IsWhatTheParserReads(int id, string text)
    {
        byte[] bytes = NodeWire.ToProto(new GeneratedToken(new TokenId(id), text, null)).ToByteArray();

        Assert.Equal(Parsed(bytes), _decoder.Decode(new ReadOnlySequence<byte>(bytes)));
        Assert.Equal(Parsed(bytes), _decoder.Decode(InPieces(bytes)));
        Assert.Equal(Parsed(bytes), _decoder.Decode(new ReadOnlySequence<byte>(bytes)));
    }

    [Fact]
    public void Decode_OtherEvents_AreWhatTheParserReads()
    {
        var probabilities = new TokenLogProbs(new TokenLogProb(new TokenId(3), "x"u8.ToArray(), -0.5f), []);
        var withProbabilities = (GeneratedToken)Decode(NodeWire.ToProto(new GeneratedToken(new TokenId(3), "x", probabilities)))!;

        Assert.Equal((3, "x", -0.5f), (withProbabilities.Token.Value, withProbabilities.Text, withProbabilities.LogProbs!.Drawn.LogProb));
        Assert.Equal(new GenerationStarted(5, 4, 3), Decode(NodeWire.ToProto(new GenerationStarted(5, 4, 3))));
        Assert.Equal(
            new GenerationFinished(FinishReason.Length, "end", 9), Decode(NodeWire.ToProto(new GenerationFinished(FinishReason.Length, "end", 9))));
        Assert.Null(Decode(new GenerateEvent()));
    }

    [Fact]
    public void Decode_TokenWithFieldOfANewerNode_KeepsWhatIsKnown()
    {
        // Field 15 of the token, a varint, is nothing that this release knows.
        byte[] bytes = [0x12, 0x07, 0x08, 0x07, 0x12, 0x01, (byte)'a', 0x78, 0x01];

        Assert.Equal(new GeneratedToken(new TokenId(7), "a", null), _decoder.Decode(new ReadOnlySequence<byte>(bytes)));
    }

    [Theory]
    [InlineData(0x12)]
    [InlineData(0x12, 0x05, 0x08, 0x01)]
    [InlineData(0x12, 0x02, 0x08, 0xff)]
    [InlineData(0x12, 0x03, 0x12, 0x05, 0x61)]
    public void Decode_Malformed_IsRefusedAsByTheParser(params int[] bytes)
    {
        byte[] message = [.. bytes.Select(value => (byte)value)];

        Assert.Throws<InvalidProtocolBufferException>(() => GenerateEvent.Parser.ParseFrom(message));
        Assert.Throws<InvalidProtocolBufferException>(() => _decoder.Decode(new ReadOnlySequence<byte>(message)));
    }

    [Fact]
    public void Decode_TextThatIsNoUtf8_IsWhatTheParserReads()
    {
        byte[] bytes = [0x12, 0x03, 0x12, 0x01, 0xe5];

        Assert.Equal(Parsed(bytes), _decoder.Decode(new ReadOnlySequence<byte>(bytes)));
    }

    [Fact]
    public void Decode_TokensSeenBefore_AllocatesNothing()
    {
        ReadOnlySequence<byte>[] messages = [.. Enumerable.Range(0, 100)
            .Select(id => InPieces(NodeWire.ToProto(new GeneratedToken(new TokenId(id), $"词{id}", null)).ToByteArray()))];

        Assert.Equal(0, Allocations.Least(() => DecodeAll(messages)));
    }

    [Fact]
    public void Decode_MoreTokensThanPlaces_AreAllRight()
    {
        for (int round = 0; round < 2; round++)
        {
            for (int id = 0; id < 100_000; id++)
            {
                var token = new GeneratedToken(new TokenId(id), "t", null);
                Assert.Equal(token, Decode(NodeWire.ToProto(token)));
            }
        }
    }

    private static GenerationEvent? Parsed(byte[] bytes) => NodeWire.ToCore(GenerateEvent.Parser.ParseFrom(bytes));

    private static ReadOnlySequence<byte> InPieces(byte[] bytes)
    {
        var first = new Piece(bytes.AsMemory(0, bytes.Length / 2), 0);
        var second = new Piece(bytes.AsMemory(bytes.Length / 2), bytes.Length / 2);
        first.Follow(second);
        return new ReadOnlySequence<byte>(first, 0, second, second.Memory.Length);
    }

    private GenerationEvent? Decode(GenerateEvent message) => _decoder.Decode(new ReadOnlySequence<byte>(message.ToByteArray()));

    private void DecodeAll(ReadOnlySequence<byte>[] messages)
    {
        foreach (ReadOnlySequence<byte> message in messages)
        {
            _decoder.Decode(message);
        }
    }

    private sealed class Piece : ReadOnlySequenceSegment<byte>
    {
        public Piece(ReadOnlyMemory<byte> memory, long index) => (Memory, RunningIndex) = (memory, index);

        public void Follow(Piece next) => Next = next;
    }
}
