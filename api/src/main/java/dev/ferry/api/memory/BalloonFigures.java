package dev.ferry.api.memory;

/**
 * What a balloon controller has done since it took charge.
 *
 * @param sizePages pages that the balloon holds
 * @param inflations how often it was inflated; one that goes on is not counted yet
 * @param deflations how often it was deflated
 * @param pressureCalls how often the guest asked for memory
 * @param spentNanos time that the controller has spent at all that, the guest's calls included
 */
public record BalloonFigures(long sizePages, long inflations, long deflations, long pressureCalls,
        long spentNanos) {}
