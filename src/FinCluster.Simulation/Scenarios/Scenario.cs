namespace FinCluster.Simulation.Scenarios;

/// <summary>What is unusual about the days that are measured.</summary>
public enum Scenario
{
    /// <summary>A trading day with the step at the opening auction.</summary>
    Step,

    /// <summary>A day that closes early.</summary>
    HalfDay,

    /// <summary>A holiday of the exchange.</summary>
    Holiday,

    /// <summary>The exchange stays closed although the calendar says that it opens: everything is ready, and nobody comes.</summary>
    Closure,

    /// <summary>Half of what was learned is asked.</summary>
    ForecastHalf,

    /// <summary>Twice of what was learned is asked.</summary>
    ForecastDouble,

    /// <summary>Replicas take four times as long to start as ever before.</summary>
    SlowStart,

    /// <summary>The scaler dies a minute before the bell; another one takes over when its lease has ended.</summary>
    ScalerKilled,

    /// <summary>The scaler dies in the hour before the bell, or after it, at the moment when it would ask for what the open needs.</summary>
    ScalerKilledEarly,
}
