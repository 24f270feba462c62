/**
 * What every transport must do, as tests to inherit: {@link dev.ferry.testkit.transport.TransportContractTest}.
 */
@NullMarked
package dev.ferry.testkit.transport;

import org.jspecify.annotations.NullMarked;
