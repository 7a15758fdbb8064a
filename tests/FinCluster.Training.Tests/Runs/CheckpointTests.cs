using FinCluster.Testing;
using FinCluster.Training.Model;
using FinCluster.Training.Optimization;
using FinCluster.Training.Runs;

namespace FinCluster.Training.Tests.Runs;

public sealed class CheckpointTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Path => _folder.File("a.checkpoint");

    [Fact]
    public void Load_WhatWasSaved_IsTheSame()
    {
        Checkpoint saved = Save();

        Checkpoint loaded = Checkpoint.Load(Path);

        Assert.Equal((saved.Plan, saved.Source, 17), (loaded.Plan, loaded.Source, loaded.State.Step));
        Assert.Equal(saved.Losses, loaded.Losses);
        Assert.Equal(saved.State.Parameters, loaded.State.Parameters);
        Assert.Equal(saved.State.Means, loaded.State.Means);
        Assert.Equal(saved.State.Squares, loaded.State.Squares);
        Assert.Single(Directory.EnumerateFiles(_folder.Path));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    [InlineData(40)]
    [InlineData(-1)]
    [InlineData(-40)]
    public void Load_AChangedByte_IsRefused(int position)
    {
        Save();
        byte[] bytes = File.ReadAllBytes(Path);
        bytes[position < 0 ? bytes.Length + position : position] ^= 0x55;
        File.WriteAllBytes(Path, bytes);

        Assert.Throws<TrainingException>(() => Checkpoint.Load(Path));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(100)]
    [InlineData(-1)]
    public void Load_ACutFile_IsRefused(int length)
    {
        Save();
        byte[] bytes = File.ReadAllBytes(Path);
        File.WriteAllBytes(Path, bytes[..(length < 0 ? bytes.Length + length : length)]);

        Assert.Throws<TrainingException>(() => Checkpoint.Load(Path));
    }

    [Fact]
    public void Load_NoFile_IsRefused() => Assert.Throws<TrainingException>(() => Checkpoint.Load(Path));

    public void Dispose() => _folder.Dispose();

    private Checkpoint Save()
    {
        var layout = new ParameterLayout(TinyModel.Shape);
        var state = new OptimizerState(TinyModel.Parameters(layout)) { Step = 17 };
        state.Means[3] = 4;
        state.Squares[5] = 6;
        var checkpoint = new Checkpoint(new TrainingPlan { Shape = TinyModel.Shape, Steps = 99, Seed = 5 }, "corpus", [3, 2, 1.5f], state);
        checkpoint.Save(Path);
        return checkpoint;
    }
}
