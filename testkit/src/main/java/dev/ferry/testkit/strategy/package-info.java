/**
 * Tests for strategies and schedulers: the contracts of {@link dev.ferry.api.strategy.MigrationStrategy} and
 * {@link dev.ferry.api.strategy.PushScheduler}, and a session that plays a script and records what a strategy does.
 */
@NullMarked
package dev.ferry.testkit.strategy;

import org.jspecify.annotations.NullMarked;
