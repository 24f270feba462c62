/**
 * What every swap device must do, as tests to inherit: {@link dev.ferry.testkit.swap.SwapDeviceContractTest}; and the
 * store to try things with: {@link dev.ferry.testkit.swap.InMemorySwapStore}.
 */
@NullMarked
package dev.ferry.testkit.swap;

import org.jspecify.annotations.NullMarked;
