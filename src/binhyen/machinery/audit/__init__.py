"""The trail: written with every act, sealed in batches, verified by a command."""
