using System.Collections.Concurrent;
using FinCluster.Audit.Writing;
using FinCluster.Core.Audit;
using FinCluster.Testing;

namespace FinCluster.Audit.Tests.Writing;

public sealed class FailingDiskTests
{
    [Theory]
    [InlineData("write")]
    [InlineData("half")]
    [InlineData("flush")]
    [InlineData("open")]
    [InlineData("too large")]
    public async Task DiskFails_NothingIsTakenUntilItIsBackAndNothingIsLost(string how)
    {
        using var disk = new Disk();
        using var folder = new LogFolder();
        using var failing = new LogFolder { Options = folder.Options with { OpenFile = disk.Open } };
        await using (AuditLog log = await failing.OpenAsync())
        {
            await log.WaitAsync(log.Append(Events.New(1)), TestTimeouts.Token);
            disk.Failure = how;
            if (how == "open")
            {
                disk.CloseAll();
            }

            AuditPlace place = log.Append(Events.New(2));
            AuditUnavailableException failure = await Assert.ThrowsAsync<AuditUnavailableException>(() => log.WaitAsync(place, TestTimeouts.Token).AsTask());
            Assert.Contains("no space", failure.Message, StringComparison.Ordinal);
            Assert.False(log.IsAvailable);
            Assert.Throws<AuditUnavailableException>(() => log.Append(Events.New(3)));
            await Assert.ThrowsAsync<AuditUnavailableException>(() => log.WaitAsync(place, TestTimeouts.Token).AsTask());

            disk.Failure = null;
            await Eventually.IsTrueAsync(() => log.IsAvailable);
            await log.WaitAsync(place, TestTimeouts.Token);
            await log.WaitAsync(log.Append(Events.New(4)), TestTimeouts.Token);
            Assert.InRange(log.Counters.Failures, 1, 100_000);
        }

        Assert.Equal(["request-1", "request-2", "request-4"], folder.ReadAll().Select(entry => entry.Request));
        Assert.Empty((await folder.VerifyAsync()).Faults);
    }

    [Fact]
    public async Task DiskStandsStill_MoreThanFitsIsRefusedAndTheRestIsWritten()
    {
        using var disk = new Disk();
        using var folder = new LogFolder();
        using var slow = new LogFolder { Options = folder.Options with { OpenFile = disk.Open, MaxQueuedEvents = 3 } };
        await using (AuditLog log = await slow.OpenAsync())
        {
            using (disk.StandStill())
            {
                log.Append(Events.New(0));
                await disk.WaitUntilAskedAsync();
                for (int i = 1; i <= 3; i++)
                {
                    log.Append(Events.New(i));
                }

                Assert.False(log.IsAvailable);
                Assert.Throws<AuditUnavailableException>(() => log.Append(Events.New(4)));
            }

            await Eventually.IsTrueAsync(() => log.IsAvailable);
        }

        Assert.Equal(4, folder.ReadAll().Count);
    }

    [Fact]
    public async Task DiskIsSlow_WhatComesMeanwhile_SharesOneWait()
    {
        using var disk = new Disk();
        using var folder = new LogFolder();
        using var slow = new LogFolder { Options = folder.Options with { OpenFile = disk.Open, HeadInterval = TimeSpan.FromDays(1) } };
        await using AuditLog log = await slow.OpenAsync();
        AuditPlace last = default;
        using (disk.StandStill())
        {
            log.Append(Events.New(0));
            await disk.WaitUntilAskedAsync();
            for (int i = 1; i < 400; i++)
            {
                last = log.Append(Events.New(i));
            }
        }

        await log.WaitAsync(last, TestTimeouts.Token);

        Assert.Equal((400, 2), (log.Counters.Events, log.Counters.Commits));
    }

    /// <summary>A disk that fails when it is told to.</summary>
    private sealed class Disk : IDisposable
    {
        private readonly ManualResetEventSlim _goes = new(initialState: true);
        private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly ConcurrentBag<IAuditFile> _open = [];

        public volatile string? Failure;

        public IAuditFile Open(string path)
        {
            ThrowIf("open");
            var file = new File(this, AuditFile.Open(path));
            _open.Add(file);
            return file;
        }

        public void CloseAll()
        {
            foreach (IAuditFile file in _open)
            {
                file.Dispose();
            }
        }

        public void Dispose() => _goes.Dispose();

        public IDisposable StandStill()
        {
            _goes.Reset();
            return new Go(_goes);
        }

        public Task WaitUntilAskedAsync() => _asked.Task.WaitAsync(TestTimeouts.Default);

        private void ThrowIf(string operation)
        {
            if (Failure == operation)
            {
                throw new IOException("no space left on device");
            }
        }

        private sealed class Go(ManualResetEventSlim goes) : IDisposable
        {
            public void Dispose() => goes.Set();
        }

        private sealed class File(Disk disk, IAuditFile file) : IAuditFile
        {
            private bool _isClosed;

            public void Write(ReadOnlySpan<byte> bytes, long offset)
            {
                disk._asked.TrySetResult();
                disk._goes.Wait();
                if (_isClosed)
                {
                    throw new IOException("no space left on device");
                }

                disk.ThrowIf("write");
                if (disk.Failure == "too large")
                {
                    throw new ArgumentOutOfRangeException(nameof(bytes), "no space: the file would be too large");
                }

                if (disk.Failure == "half")
                {
                    file.Write(bytes[..(bytes.Length / 2)], offset);
                    disk.ThrowIf("half");
                }

                file.Write(bytes, offset);
            }

            public void Flush()
            {
                disk.ThrowIf("flush");
                file.Flush();
            }

            public void Cut(long length) => file.Cut(length);

            public void Dispose()
            {
                _isClosed = true;
                file.Dispose();
            }
        }
    }
}
