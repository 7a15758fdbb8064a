using System.Buffers;
using System.Buffers.Binary;
using FinCluster.Grpc.Wire;

namespace FinCluster.Grpc.Tests.Wire;

public sealed class GzipTests
{
    private const int MaxBytes = 1 << 20;

    public static TheoryData<int> Sizes => [1, 255, 4096, 100_000, MaxBytes];

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Decompress_WhatCompressMade_IsTheMessage(int size)
    {
        byte[] message = new byte[size];
        new Random(size).NextBytes(message);

        Assert.Equal(message, Decompress(Compress(message)));
    }

    [Fact]
    public void Decompress_Nothing_IsAnEmptyMessage() => Assert.Empty(Decompress([]));

    [Fact]
    public void Decompress_MoreThanTheLimit_IsResourceExhausted()
    {
        byte[] bomb = Compress(new byte[MaxBytes + 1]);

        Assert.Equal(GrpcStatus.ResourceExhausted, Assert.Throws<GrpcException>(() => Decompress(bomb)).Status);
    }

    [Fact]
    public void Decompress_BombThatDeclaresALittle_StopsAtTheLimit()
    {
        byte[] bomb = Compress(new byte[200 * MaxBytes]);
        BinaryPrimitives.WriteUInt32LittleEndian(bomb.AsSpan(bomb.Length - 4), 10);
        long before = GC.GetAllocatedBytesForCurrentThread();

        Assert.Equal(GrpcStatus.ResourceExhausted, Assert.Throws<GrpcException>(() => Decompress(bomb)).Status);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 8L * MaxBytes);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    [InlineData(100)]
    public void Decompress_Truncated_IsInternal(int missing)
    {
        byte[] whole = Compress([.. Enumerable.Range(0, 10_000).Select(i => (byte)(i * i >> 3))]);

        Assert.Equal(GrpcStatus.Internal, Assert.Throws<GrpcException>(() => Decompress(whole[..^missing])).Status);
    }

    [Fact]
    public void Decompress_NoGzip_IsInternal() =>
        Assert.Equal(GrpcStatus.Internal, Assert.Throws<GrpcException>(() => Decompress([1, 2, 3])).Status);

    [Fact]
    public void Decompress_FlippedBit_IsInternal()
    {
        byte[] compressed = Compress(new byte[1000]);
        compressed[^6] ^= 1; // in the checksum

        Assert.Equal(GrpcStatus.Internal, Assert.Throws<GrpcException>(() => Decompress(compressed)).Status);
    }

    private static byte[] Compress(byte[] message)
    {
        using PooledBuffer compressed = Gzip.Compress(message);
        return compressed.Written.ToArray();
    }

    private static byte[] Decompress(byte[] compressed)
    {
        using PooledBuffer message = Gzip.Decompress(new ReadOnlySequence<byte>(compressed), MaxBytes);
        return message.Written.ToArray();
    }
}
