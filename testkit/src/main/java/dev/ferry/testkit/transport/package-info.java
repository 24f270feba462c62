/**
 * What every transport must do, as tests to inherit: {@link dev.ferry.testkit.transport.TransportContractTest}; and a
 * transport on which it goes wrong, by a plan made from a seed: {@link dev.ferry.testkit.transport.FaultyTransport}.
 */
@NullMarked
package dev.ferry.testkit.transport;

import org.jspecify.annotations.NullMarked;
