"""Where are the neighborhoods, the blocks and the streets, and may these outlines be trusted?"""
