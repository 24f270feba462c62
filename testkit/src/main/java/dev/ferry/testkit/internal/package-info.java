/**
 * What the contract tests share. Not exported: nobody else's.
 */
@NullMarked
package dev.ferry.testkit.internal;

import org.jspecify.annotations.NullMarked;
