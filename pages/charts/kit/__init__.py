"""What every chart is made of: specs, colors, numbers, scales."""
