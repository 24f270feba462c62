/**
 * Where a guest's cold pages lie while they are on no host: a device of the guest's own, which its source and its
 * destination both reach (Deshpande et al. 2016, section III-A).
 */
@NullMarked
package dev.ferry.api.swap;

import org.jspecify.annotations.NullMarked;
