using FinCluster.Audit.Format;
using FinCluster.Core.Audit;
using FsCheck;
using FsCheck.Fluent;

namespace FinCluster.Audit.Tests.Format;

public sealed class EventCodecTests
{
    private static readonly Gen<string> Name = ArbMap.Default.GeneratorFor<NonEmptyString>()
        .Select(text => Text(text.Get))
        .Where(text => text.Length is > 0 and <= AuditEvent.MaxNameLength);

    private static readonly Gen<string?> OptionalName = Gen.OneOf(Gen.Constant<string?>(null), Name.Select(name => (string?)name));

    private static readonly Gen<(AuditEvent Event, SealedSecret? Secret)> Stored =
        from names in Name.Two()
        from optional in OptionalName.Four()
        from ticks in Gen.Choose(0, int.MaxValue - 1)
        from body in Name.Select(text => $"{{\"text\":{System.Text.Json.JsonSerializer.Serialize(text)}}}")
        from secret in Gen.Choose(0, 255).ArrayOf().Select(numbers => numbers.Select(number => (byte)number).ToArray())
        select (
            new AuditEvent
            {
                Type = names.Item1,
                Retention = names.Item2,
                Time = DateTimeOffset.UnixEpoch.AddTicks(ticks * 1_234_567L),
                Tenant = optional.Item1,
                Request = optional.Item2,
                Session = optional.Item3,
                Subject = optional.Item4,
                Body = body,
            },
            secret.Length == 0 ? null : new SealedSecret(new byte[16], new byte[12], new byte[16], secret));

    [Fact]
    public void Read_WhatWasWritten_IsTheEventAndItsBytesAreTheOnlyOnes() =>
        Prop.ForAll(Stored.ToArbitrary(), stored =>
        {
            byte[] bytes = Write(stored.Event, stored.Secret);
            StoredEvent read = EventCodec.Read(bytes);
            Assert.Equal(stored.Event, read.Event);
            Assert.Equal(stored.Secret?.Ciphertext, read.Secret?.Ciphertext);
            Assert.Equal(bytes, Write(read.Event, read.Secret));
            Assert.Equal(stored.Event.Request ?? "", ByteBuffer.Utf8.GetString(EventCodec.ReadKeys(bytes).Request));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));

    [Fact]
    public void Read_AnyBeginningAndAnyLongerBytes_AreRefused() =>
        Prop.ForAll(Stored.ToArbitrary(), stored =>
        {
            byte[] bytes = Write(stored.Event, stored.Secret);
            for (int length = 0; length < bytes.Length; length++)
            {
                Assert.Throws<InvalidDataException>(() => EventCodec.Read(bytes.AsSpan(0, length)));
            }

            Assert.Throws<InvalidDataException>(() => EventCodec.Read([.. bytes, 0]));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(50));

    [Fact]
    public void Write_TimeOfAnotherZone_IsTheSameInstant()
    {
        AuditEvent entry = Events.New(1);

        Assert.Equal(Write(entry, null), Write(entry with { Time = entry.Time.ToOffset(TimeSpan.FromHours(8)) }, null));
    }

    private static byte[] Write(AuditEvent entry, SealedSecret? secret)
    {
        var buffer = new ByteBuffer();
        EventCodec.Write(buffer, entry, secret);
        return buffer.Written.ToArray();
    }

    private static string Text(string text) => string.Concat(text.Where(c => !char.IsSurrogate(c)));
}
